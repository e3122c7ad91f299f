import type { WaitPart } from '../../panel-view.ts'

/** Whose turn it is, where approvers are asked in stages; undefined where all are asked at once. */
export function stageWords(parts: readonly WaitPart[]): string | undefined {
  if (parts.every(({ stage }) => stage === 1)) return undefined
  const asked = parts.filter(({ open }) => open)
  const done = namesOf(asked.filter(({ given, quorum }) => given >= quorum))
  const waiting = namesOf(asked.filter(({ given, quorum }) => given < quorum))
  const later = namesOf(parts.filter(({ open }) => !open))
  return [
    ...(done === '' ? [] : [`First approved by ${done}.`]),
    ...(waiting === '' ? [] : [`Waiting for ${waiting}.`]),
    ...(later === '' ? [] : [`Asked after that: ${later}.`]),
  ].join(' ')
}

function namesOf(parts: readonly WaitPart[]): string {
  return parts.map(({ name }) => name).join(' and ')
}
