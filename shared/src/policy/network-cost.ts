import { compileUrlNet } from './url-net.ts'

/**
 * Roughly the instructions that a pattern's network expressions compile to: a browser gives each 2 kB, in which a fixed
 * beginning is free. Of 357 expressions Chromium took all of up to 109, and none of 127 and more; only a browser knows exactly.
 *
 * @throws {UrlPatternError}
 */
export function networkCost(pattern: string): number {
  const { exact, odd } = compileUrlNet(pattern)
  return Math.max(...[exact, ...odd].map(costOf))
}

/** What a browser takes for sure. */
export const networkRoom = 110

function costOf(regex: string): number {
  const beginning = /^(?:\\.|[^[({\\])*/.exec(regex)?.[0].length ?? 0
  const tokens = regex.slice(beginning).match(/\\.|\[[^\]]*\]|\(\?:|[\s\S]/g) ?? []
  const costs: readonly number[] = tokens.map((token) => (token.startsWith('[') ? classCost : token === ')' ? 0 : 1))
  return costs.reduce((sum, cost) => sum + cost, 0)
}

const classCost = 6
