import { makeScene } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { ticketedPolicy } from './policies.ts'
import { changed, type Stage } from './stage.ts'

type Expected = VerifyCase['expected']

/** 7.2.9: reasons, where the rules say what one has to be like: `OPS-#` or `\\#* \\*\\\\`, and `*2#*`. */
export async function reasonCases({ cast, proofOf }: Stage): Promise<readonly VerifyCase[]> {
  const scene = await makeScene(ticketedPolicy(), { signer: cast.eddsa, device: cast.browser })
  const { context } = scene.own.request
  const given = async (why: string, reason: string | undefined, expected: Expected): Promise<VerifyCase> => {
    const request = changed(scene, { context: { ...context, reason } })
    const proof = await proofOf(request)
    return {
      why: `a reason: ${why}`,
      check: 'request',
      policy: 'ticketed',
      keys: 'published',
      request,
      proof,
      expected,
    }
  }
  return Promise.all([
    given('none', undefined, 'request_reason_missing'),
    given('a ticket', 'OPS-123', 'accepted'),
    given('the same in small letters, with space around it', '\t ops-0021\u00a0\n', 'accepted'),
    given('a ticket of the first rule alone', 'OPS-13', 'request_reason_mismatch'),
    given('a ticket with more behind it', 'OPS-123 and more', 'request_reason_mismatch'),
    given('a ticket without a number', 'OPS-', 'request_reason_mismatch'),
    given('digits of another script', 'OPS-2\u0663', 'request_reason_mismatch'),
    given('the other pattern, its signs for themselves', '#29\nor so *\\', 'accepted'),
    given('the other pattern with a letter for its sign', 'x29 *\\', 'request_reason_mismatch'),
    given('spaces alone', '  ', 'request_reason_mismatch'),
    given('a letter beyond ASCII that is folded', 'OP\u017f-28', 'accepted'),
  ])
}
