export type { AccountLine } from './account-words.ts'
export { type Alarm, alarmWords } from './alarm.ts'
export { Bundle, type ErasedBundle, type ProofBundle } from './bundle.ts'
export { type Account, describeBundle } from './describe-bundle.ts'
export { EmergencyRecord } from './emergency-record.ts'
export { Entry } from './entry.ts'
export { Outcome, ReportedOutcome, RequestState } from './outcome.ts'
export { placeWords } from './place-words.ts'
export { bundleLimit, readBundle } from './read-bundle.ts'
export {
  type BundleCheck,
  type BundleReport,
  type DecisionFound,
  type OwnKnowledge,
  type Verdict,
  verifyBundle,
} from './verify-bundle.ts'
