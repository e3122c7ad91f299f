import type { ConsoleCoverage, CoverageReport } from '@countersign/shared/api'
import type { Db } from '../db/connect.ts'

export type NewCoverage = {
  readonly device: string
  /** Who is signed in there, by name. */
  readonly person: string
  readonly report: CoverageReport
  readonly at: number
}

/** Keeps the latest of one browser in place of what it said before. */
export async function keepCoverage(db: Db, { device, person, report, at }: NewCoverage): Promise<void> {
  const rows = report.consoles.map((seen) => ({ console: seen.console, seen }))
  await db`
    INSERT INTO coverage (device, console, person, browser, limits, seen, at)
    SELECT ${device}, console, ${person}, ${report.browser}, ${db.json([...report.limits])}, seen, ${at}
    FROM jsonb_to_recordset(${db.json(rows)}) AS rows (console text, seen jsonb)
    ON CONFLICT (device, console) DO UPDATE
      SET person = excluded.person, browser = excluded.browser, limits = excluded.limits, seen = excluded.seen,
          at = excluded.at`
}

/** What one browser last said of one console. */
export type Covered = {
  readonly device: string
  readonly person: string
  readonly browser: string
  readonly limits: readonly string[]
  readonly seen: ConsoleCoverage
  readonly at: number
}

export function readCoverage(db: Db): Promise<readonly Covered[]> {
  return db<Covered[]>`
    SELECT device, person, browser, limits, seen, at
    FROM coverage
    ORDER BY console, at DESC, device`
}
