import type { CountedPart } from './quorum.ts'

/** How far each part has come, as people read it: “Leads 1 of 2 · Board 0 of 1, then Security 0 of 1”. */
export function countWords(parts: readonly CountedPart[]): string {
  return parts
    .map(({ name, stage, count, quorum }, index) => {
      const before = parts[index - 1]
      return `${before === undefined ? '' : stage > before.stage ? ', then ' : ' · '}${name} ${count} of ${quorum}`
    })
    .join('')
}
