import type { Finding } from '../doctor/finding.ts'

const marks = { good: '✓', trusted: '·', note: '·', warning: '!', fault: '✗' } as const

/** What the doctor found, a line each, in order. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ what }) => what.length))
  return findings.map(({ what, kind, says }) => `${marks[kind]} ${what.padEnd(width)}  ${says}`)
}

/** A fault makes the command fail; a warning does not. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return findings.some(({ kind }) => kind === 'fault') ? 1 : 0
}
