export { makeClient, type RelayClient } from './client.ts'
export type { ClientOptions, ProofOf } from './client-options.ts'
export {
  type BrowserLimit,
  browserLimits,
  type ConsoleCoverage,
  CoverageReport,
  PathCount,
  pathNames,
} from './coverage.ts'
export { Device, PushSubscription } from './device-routes.ts'
export { RelayEvent } from './events.ts'
export { type MonitoredAction, MonitoredReport, mostMonitored } from './monitored.ts'
export { Problem, type RelayProblem, relayProblems } from './problem.ts'
export { isSessionOver, RelayError, RelayUnreachable } from './relay-error.ts'
export { type AnswerOf, type CallOf, type RouteName, type Routes, routes } from './routes.ts'
export { Progress, Reached, RequestStatus, RequestView } from './views.ts'
