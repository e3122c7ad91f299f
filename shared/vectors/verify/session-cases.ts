import { type Claims, sessionNonce } from '../../src/protocol/index.ts'
import { created, otherSalt, requesterClaims, salt } from '../example.ts'
import type { VerifyCase } from './case.ts'
import type { Stage } from './stage.ts'

type Case = Extract<VerifyCase, { check: 'session' }>

/** 10: what opens a session. */
export async function sessionCases({ cast: { eddsa, browser, phone } }: Stage): Promise<readonly VerifyCase[]> {
  const now = created
  const plain = { aud: 'countersign-extension', iat: now / 1000, exp: now / 1000 + 300 }
  const nonce = await sessionNonce(browser.jkt, salt)
  const judged = async (
    why: string,
    claims: Readonly<Record<string, unknown>>,
    expected: VerifyCase['expected'],
    change: Partial<Case> = {},
  ): Promise<VerifyCase> => {
    // The cases give JSON values, or undefined to leave a claim out, as JSON.stringify does.
    const id_token = await eddsa.sign({ ...requesterClaims, ...plain, nonce, ...(claims as Claims) })
    const inputs = {
      policy: 'company',
      keys: 'published',
      role: 'extension',
      id_token,
      salt,
      jkt: browser.jkt,
      now,
    } as const
    return { why, check: 'session', ...inputs, ...change, expected }
  }
  return [
    await judged('a fresh sign-in on this device', {}, 'accepted'),
    await judged('to the phone app', { aud: 'countersign-app' }, 'accepted', { role: 'app' }),
    await judged(
      'to the phone app in the place of the extension',
      { aud: 'countersign-app' },
      'token_audience_mismatch',
    ),
    await judged('with an approver token', { aud: 'countersign-approver' }, 'token_audience_mismatch'),
    await judged('with another nonce', { nonce: 'x' }, 'session_nonce_mismatch'),
    await judged('with another salt', {}, 'session_nonce_mismatch', { salt: otherSalt }),
    await judged('on another device', {}, 'session_nonce_mismatch', { jkt: phone.jkt }),
    await judged('as its token ends', { exp: now / 1000 }, 'token_expired'),
    await judged('with a token without an end', { exp: undefined }, 'token_expired'),
    await judged('as old as may be', { iat: now / 1000 - 900 }, 'accepted'),
    await judged('a second older', { iat: now / 1000 - 901 }, 'session_token_too_old'),
    await judged('by somebody of another organisation', { email: 'x@evil.example' }, 'not_a_member'),
    await judged('by somebody of whom it is not known', { email: null }, 'not_a_member'),
    await judged('by nobody', { sub: undefined }, 'token_subject_missing'),
  ]
}
