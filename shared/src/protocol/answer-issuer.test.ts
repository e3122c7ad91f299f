import { expect, test } from 'vitest'
import { examplePolicy } from '../../vectors/example.ts'
import { ProtocolError } from '../errors.ts'
import type { Issuer } from '../policy/index.ts'
import { demandAnswerOf } from './answer-issuer.ts'

const [example] = examplePolicy().issuers
if (example === undefined) throw new Error('the example policy has an issuer')
const { capabilities: _, ...known } = example
const silent: Issuer = known
const seen: Issuer = { ...known, capabilities: { iss_parameter: true } }
const { issuer } = known

test.each<[string, Issuer, string | undefined, unknown, string | undefined]>([
  ['its own name', silent, issuer, undefined, undefined],
  ['its own name, as announced', silent, issuer, true, undefined],
  ['no name, of one that promises none', silent, undefined, undefined, undefined],
  ['no name, of one that says it sends none', silent, undefined, false, undefined],
  ['no name, though it is announced', silent, undefined, true, 'answer_issuer_missing'],
  ['no name, though it was seen', seen, undefined, undefined, 'answer_issuer_missing'],
  ['no name, though it was seen, and is not announced any more', seen, undefined, false, 'answer_issuer_missing'],
  ['another name', silent, 'https://evil.example', undefined, 'answer_issuer_mismatch'],
  ['another name, of one that promises its own', seen, 'https://evil.example', true, 'answer_issuer_mismatch'],
  ['its name with a slash behind it', silent, `${issuer}/`, undefined, 'answer_issuer_mismatch'],
  ['its name in another case', silent, issuer.toUpperCase(), undefined, 'answer_issuer_mismatch'],
  ['no name, which its ID token says', { ...seen, flow: 'id_token' }, undefined, true, undefined],
  [
    'another name beside its ID token',
    { ...seen, flow: 'id_token' },
    'https://evil.example',
    true,
    'answer_issuer_mismatch',
  ],
  ['an empty name', silent, '', undefined, 'answer_issuer_mismatch'],
])('of an answer with %s', (__, of, iss, announced, code) => {
  expect(codeOf(() => demandAnswerOf(of, { iss, announced }))).toBe(code)
})

function codeOf(check: () => void): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
