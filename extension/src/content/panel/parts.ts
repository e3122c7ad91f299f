import { countWords } from '@countersign/shared/protocol'
import type { WaitPart } from '../../panel-view.ts'

/** Who is waited for, and how many of them there are. */
export function neededWords(parts: readonly WaitPart[]): string {
  const [only, ...others] = parts
  if (only === undefined) return ''
  if (others.length > 0) return countWords(parts.map(({ given, ...part }) => ({ ...part, count: given })))
  return only.quorum === 1 ? 'One yes is needed' : `${only.given} of ${only.quorum} have said yes`
}

/** What is said at once where those whom the relay knows are too few; undefined where they are enough. */
export function unreachableWords(parts: readonly WaitPart[]): string | undefined {
  const few = parts.flatMap(({ name, quorum, reachable }) =>
    reachable === undefined || reachable >= quorum ? [] : [{ name, quorum, reachable }],
  )
  const [first] = few
  if (first === undefined) return undefined
  if (parts.length > 1) {
    const said = few.map(({ name, quorum, reachable }) => `${reachable} of ${quorum} can be reached for ${name}.`)
    return `${said.join(' ')} ${whoCan}`
  }
  if (first.reachable > 0) return `${first.reachable} of ${first.quorum} can be reached. ${whoCan}`
  const nobody = 'Nobody who may approve this has signed in yet.'
  return first.quorum === 1 ? nobody : `0 of ${first.quorum} can be reached. ${nobody}`
}

const whoCan = 'Others who may approve this have not signed in yet.'
