import { captured, created } from '../example.ts'
import { makeScene } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { countingPolicy } from './policies.ts'
import { changed, type Stage } from './stage.ts'

type Claims = Readonly<Record<string, unknown>>
type Asked = {
  readonly also: readonly string[]
  /** How long before it was asked the sign-in was, in milliseconds: released by keys on a day on which nobody can sign in. */
  readonly before?: number
  readonly claims?: Claims
  readonly later?: number
  readonly repo?: string
}

const staff: Claims = { groups: ['staff'], level: 1 }
const contractor: Claims = { groups: ['contractors'], level: 1 }

/** 7.2.3: rules that do not count, since their `when` says no. It is a morning, and the repository is `payments`. */
export async function whenCases({ cast, proofOf }: Stage): Promise<readonly VerifyCase[]> {
  const given = async (why: string, asked: Asked, expected: VerifyCase['expected']): Promise<VerifyCase> => {
    const { also, claims = staff, later = 0, repo = 'payments', before } = asked
    const what = { ...captured, url: `https://github.example/acme/${repo}/settings/delete` }
    const scene = await makeScene(countingPolicy(), { signer: cast.eddsa, device: cast.browser }, what)
    const { action, expires } = scene.own.request
    const request = changed(scene, {
      action: { ...action, also: also.length === 0 ? undefined : also },
      created: created + later,
      expires: expires + later,
    })
    const seconds = (created + later - (before ?? 0)) / 1000
    const proof = await proofOf(request, { ...claims, iat: seconds, exp: seconds + 300 })
    return {
      why: `which rules count: ${why}`,
      check: before === undefined ? 'request' : 'emergency_request',
      policy: 'counting',
      keys: 'published',
      request,
      proof,
      expected,
    }
  }
  const night = 12 * 3_600_000
  const all = ['contractors', 'mornings', 'payments']
  return Promise.all([
    given('all are named, whatever they say', { also: all, later: night, repo: 'a' }, 'accepted'),
    given('one is left out that says no', { also: ['mornings', 'payments'] }, 'accepted'),
    given(
      'one is left out that says yes',
      { also: ['mornings', 'payments'], claims: contractor },
      'request_rule_mismatch',
    ),
    given('it is named', { also: all, claims: contractor }, 'accepted'),
    given('it is unknown, without a claim', { also: ['mornings', 'payments'], claims: {} }, 'request_rule_mismatch'),
    given('the one of mornings is left out, in the morning', { also: ['payments'] }, 'request_rule_mismatch'),
    given('the same, at night', { also: ['payments'], later: night }, 'accepted'),
    given('the one of payments is left out', { also: ['mornings'] }, 'request_rule_mismatch'),
    given('the same, of another repository', { also: ['mornings'], repo: 'a' }, 'accepted'),
    given(
      'of another repository, without the claim',
      { also: ['mornings'], repo: 'a', claims: { groups: [] } },
      'request_rule_mismatch',
    ),
    given(
      'by keys, one is left out that says no of a sign-in young enough to ask by',
      { also: ['mornings', 'payments'], before: 600_000 },
      'accepted',
    ),
    given(
      'by keys, the same of a sign-in of the day before',
      { also: ['mornings', 'payments'], before: 24 * 3_600_000 },
      'request_rule_mismatch',
    ),
    given('by keys, all are named', { also: all, before: 24 * 3_600_000 }, 'accepted'),
    given('all are left out', { also: [], later: night, repo: 'a' }, 'accepted'),
    given('they stand in another order', { also: ['mornings', 'contractors', 'payments'] }, 'request_rule_mismatch'),
  ])
}
