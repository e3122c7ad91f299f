import { makeNumber } from '@countersign/shared/protocol'

/** How many requests before have other numbers: more than a person has in view at a time. */
const apart = 8

let lately: readonly string[] = []

/** A number that none of the requests just before has: two that wait side by side may differ in nothing else to be seen. */
export function freshNumber(): string {
  const number = makeNumber()
  if (lately.includes(number)) return freshNumber()
  lately = [number, ...lately].slice(0, apart)
  return number
}
