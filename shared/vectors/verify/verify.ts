import type { ErrorCode } from '../../src/protocol/index.ts'
import type { Kept } from '../kept.ts'
import type { Tables, VerifyCase } from './case.ts'
import { compareCases } from './compare-cases.ts'
import { confirmCases } from './confirm-cases.ts'
import { denyCases } from './deny-cases.ts'
import { emergencyCases } from './emergency-cases.ts'
import { evidenceCases } from './evidence-cases.ts'
import { glassCases } from './glass-cases.ts'
import { judge } from './judge.ts'
import { keyCases } from './key-cases.ts'
import { peopleCases } from './people-cases.ts'
import { policyCases } from './policy-cases.ts'
import { positionCases } from './position-cases.ts'
import { proofCases } from './proof-cases.ts'
import { reasonCases } from './reason-cases.ts'
import { releaseCases } from './release-cases.ts'
import { replacementCases } from './replacement-cases.ts'
import { requestCases } from './request-cases.ts'
import { reviewCases } from './review-cases.ts'
import { sessionCases } from './session-cases.ts'
import { signInCases } from './sign-in-cases.ts'
import { makeStage } from './stage.ts'
import { tokenCases } from './token-cases.ts'
import { weakKeyCases } from './weak-key-cases.ts'
import { whenCases } from './when-cases.ts'

/** Codes that no case leads to, and why. Every other code of the protocol has one. */
const without_case: Readonly<Partial<Record<ErrorCode, string>>> = {
  clock_unknown: 'The checks take the time as it is after its correction.',
  request_changed: 'A holder compares what comes back from the relay with what it sent; there is nothing to compute.',
  answer_issuer_mismatch: 'Clients, before there is a token (section 6): two texts that are equal or not.',
  answer_issuer_missing: 'As before.',
  body_missing: 'The relay’s, where a request arrives without the content that belongs to it.',
  before_missing: 'The phone’s, where the relay keeps it to itself.',
  bundle_malformed: 'Bundles (section 9) are made of what is checked here.',
  bundle_too_large: 'As before.',
  decision_repeated: 'As before.',
  review_not_asked: 'As before.',
  release_unclaimed: 'The relay’s answer to the claim did not come: there is nothing to compute.',
  logout_malformed: 'What ends a session is the relay’s alone, and by the specifications of others (section 10).',
  logout_too_old: 'As before.',
  logout_from_future: 'As before.',
  logout_repeated: 'As before.',
  event_malformed: 'As before.',
  event_from_future: 'As before.',
}

const makers = [
  tokenCases,
  keyCases,
  weakKeyCases,
  requestCases,
  whenCases,
  reasonCases,
  compareCases,
  proofCases,
  evidenceCases,
  signInCases,
  peopleCases,
  denyCases,
  confirmCases,
  glassCases,
  reviewCases,
  positionCases,
  releaseCases,
  emergencyCases,
  policyCases,
  replacementCases,
  sessionCases,
]

/** A case as it is published: one that is accepted says what it comes to. */
export type PublishedCase = VerifyCase & { readonly found?: object }

/** verify.json, with the signatures that are published already where what they sign is the same. */
export async function verifyVectors(kept: Kept) {
  const stage = await makeStage(kept)
  const cases = (await Promise.all(makers.map((make) => make(stage)))).flat()
  return {
    about:
      'Sections 7, 8 and 10: each check with its inputs and what it comes to, `accepted` or a code. A text in the place of a policy, a key (`pinned`), a set of keys, a request or a proof is a name in the table of that kind. `found` is what an accepted case gives its caller.',
    without_case,
    ...stage.tables,
    cases: await Promise.all(cases.map((given) => withFound(given, stage.tables))),
  }
}

async function withFound(given: VerifyCase, tables: Tables): Promise<PublishedCase> {
  const { result, found } = await judge(given, tables)
  return given.expected === 'accepted' && result === 'accepted' && found !== undefined ? { ...given, found } : given
}
