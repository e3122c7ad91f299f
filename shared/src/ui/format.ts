/** `8:36` for the milliseconds that are left, never below `0:00`; hours where there are any. */
export function formatLeft(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000))
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const tail = `${hours > 0 ? pad(minutes) : minutes}:${pad(seconds)}`
  return hours > 0 ? `${hours}:${tail}` : tail
}

/** The same for a screen reader: `8 minutes 36 seconds left`. */
export function speakLeft(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000))
  const minutes = Math.floor(total / 60)
  return `${minutes > 0 ? `${count(minutes, 'minute')} ` : ''}${count(total % 60, 'second')} left`
}

/** `1 header`, `2 headers`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** `312 bytes`, `3.1 MB`: decimal units, as people know them from files. */
export function formatBytes(size: number): string {
  if (size < 1_000) return count(size, 'byte')
  const unit = size < 1_000_000 ? (['kB', 1_000] as const) : (['MB', 1_000_000] as const)
  return `${(size / unit[1]).toFixed(1)} ${unit[0]}`
}

/** How long after something: `+0.8 s`, `+2 min 05 s`. */
export function formatAfter(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100))
  if (tenths < 600) return `+${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(tenths / 10)
  return `+${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
}

/** `88 ms`, `2.4 s`. */
export function formatTook(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** One or two letters for a person's circle. */
export function initialsOf(name: string): string {
  const words = name.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []
  const [first = '?', second] = words
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]]
  return letters.join('').toLocaleUpperCase('en')
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
