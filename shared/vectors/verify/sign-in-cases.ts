import { created } from '../example.ts'
import { signedAt } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { evidenceCase } from './evidence-cases.ts'
import type { Stage } from './stage.ts'

type Expected = VerifyCase['expected']
const seconds = signedAt / 1000

/** 7.3, 3 to 5: that it came in time, and of a sign-in as the rule wants it. */
export async function signInCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [...(await times(stage)), ...(await strengths(stage))]
}

async function times({ scenes }: Stage): Promise<readonly VerifyCase[]> {
  const { evidence, own } = scenes.delete
  const end = own.request.expires / 1000
  const dated = async (why: string, claims: object, expected: Expected, seen = signedAt) =>
    evidenceCase(why, await evidence({ ...claims }), expected, { seen })
  const late = { exp: end + 900 }
  return [
    await dated('a token that is dated five minutes before the request', { iat: created / 1000 - 300 }, 'accepted'),
    await dated(
      'a token that is dated a day before the request: its nonce is what makes it fresh',
      { iat: created / 1000 - 86_400 },
      'accepted',
    ),
    await dated('signed as the request expires', { iat: end, ...late }, 'accepted', end * 1000),
    await dated('signed as the request expires, seen later', { iat: end, ...late }, 'accepted', end * 1000 + 600_000),
    await dated(
      'signed after the request has expired',
      { iat: end + 1, ...late },
      'evidence_too_late',
      end * 1000 + 1_000,
    ),
    await dated('a clock that is a minute ahead', { iat: seconds + 60 }, 'accepted'),
    await dated('a date that is further ahead', { iat: seconds + 61 }, 'evidence_from_future'),
    await dated('seen a millisecond before its end', { exp: seconds }, 'accepted', signedAt - 1),
    await dated('seen at its end', { exp: seconds }, 'token_expired'),
    await dated('no end', { exp: undefined }, 'token_expired'),
    await dated('an end in words', { exp: String(seconds + 300) }, 'token_expired'),
    await dated('no date', { iat: undefined }, 'token_malformed'),
  ]
}

async function strengths({ scenes }: Stage): Promise<readonly VerifyCase[]> {
  const usual = { delete: {}, transfer: { acr: 'phr', amr: ['pwd', 'hwk', 'pin'] }, archive: { contractor: false } }
  const by = (request: 'delete' | 'transfer' | 'archive') => async (why: string, claims: object, expected: Expected) =>
    evidenceCase(why, await scenes[request].evidence({ ...usual[request], ...claims }), expected, { request })
  const [always, maxAge, session] = [by('delete'), by('transfer'), by('archive')]
  const asked = created / 1000
  return [
    await always('always: signed in 30 seconds before the request', { auth_time: asked - 30 }, 'accepted'),
    await always('always: signed in 31 seconds before the request', { auth_time: asked - 31 }, 'auth_too_old'),
    await always('always: no time of sign-in', { auth_time: undefined }, 'auth_time_unknown'),
    await always('always: 0 as the time of sign-in', { auth_time: 0 }, 'auth_time_unknown'),
    await always('always: a time of sign-in in words', { auth_time: String(seconds) }, 'auth_time_unknown'),
    await always('always: null as the time of sign-in', { auth_time: null }, 'auth_time_unknown'),
    await maxAge('max_age: signed in as long before the token as may be', { auth_time: seconds - 300 }, 'accepted'),
    await maxAge('max_age: a second longer', { auth_time: seconds - 301 }, 'auth_too_old'),
    await maxAge(
      'max_age: a token that is dated back counts as issued 30 seconds before the request at least',
      { iat: asked - 300, auth_time: asked - 330 },
      'accepted',
    ),
    await maxAge('max_age: and no earlier', { iat: asked - 300, auth_time: asked - 331 }, 'auth_too_old'),
    await maxAge('max_age: no time of sign-in', { auth_time: undefined }, 'auth_time_unknown'),
    await session('session: no time of sign-in', { auth_time: undefined }, 'accepted'),
    await session('session: a sign-in of last year', { auth_time: asked - 31_536_000 }, 'accepted'),
    await maxAge('the other one of two contexts', { acr: 'phrh' }, 'accepted'),
    await maxAge('a context that is not enough', { acr: 'pwd' }, 'acr_insufficient'),
    await maxAge('no context', { acr: undefined }, 'acr_insufficient'),
    await maxAge('contexts in a list', { acr: ['phr'] }, 'acr_insufficient'),
    await maxAge('one of two methods', { amr: ['hwk'] }, 'amr_insufficient'),
    await maxAge('no methods', { amr: undefined }, 'amr_insufficient'),
    await maxAge('methods as one text', { amr: 'hwk pin' }, 'amr_insufficient'),
  ]
}
