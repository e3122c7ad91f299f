import { CoverageReport } from './coverage.ts'
import { MonitoredReport } from './monitored.ts'
import { nothing, route } from './route.ts'

/** What a browser says of itself, which serves no decision. */
export const browserRoutes = {
  reportCoverage: route('PUT', '/v1/coverage', {
    summary: 'How protected requests came in this browser: counts alone, in place of what it said before',
    session: true,
    body: CoverageReport,
    answer: nothing,
  }),
  reportMonitored: route('POST', '/v1/monitored', {
    summary: 'What monitored rules matched in this browser: it was not held; to say one again changes nothing',
    session: true,
    body: MonitoredReport,
    answer: nothing,
  }),
} as const
