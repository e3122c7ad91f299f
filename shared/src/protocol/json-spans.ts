import { pointerStep } from '../encoding/json-pointer.ts'
import { jsonTokens } from './json-tokens.ts'

/** Where a value stands in a JSON text: offsets in UTF-16 code units, the end not included. */
export type JsonSpan = { readonly pointer: string; readonly start: number; readonly end: number }

type Frame = { readonly isArray: boolean; step: string | number; awaitsName: boolean }

/**
 * The places of the values that JSON pointers (RFC 6901) name, in the order of the text. A value inside one that is
 * named already is part of it.
 *
 * @param text known to be strict JSON
 */
export function findJsonSpans(text: string, pointers: ReadonlySet<string>): readonly JsonSpan[] {
  const frames: Frame[] = []
  const spans: JsonSpan[] = []
  let inside: { readonly pointer: string; readonly start: number; readonly depth: number } | undefined

  for (const { token, index } of jsonTokens(text)) {
    const frame = frames.at(-1)
    if (token === ':') continue
    if (token === ',') {
      if (frame !== undefined) advance(frame)
    } else if (token === '}' || token === ']') {
      frames.pop()
      if (inside?.depth === frames.length) {
        spans.push({ pointer: inside.pointer, start: inside.start, end: index + 1 })
        inside = undefined
      }
    } else if (frame?.awaitsName === true) {
      frame.step = JSON.parse(token)
      frame.awaitsName = false
    } else {
      const opens = token === '{' || token === '['
      const pointer = inside === undefined ? pointerOf(frames) : ''
      const isWanted = inside === undefined && pointers.has(pointer)
      if (isWanted && opens) inside = { pointer, start: index, depth: frames.length }
      if (isWanted && !opens) spans.push({ pointer, start: index, end: index + token.length })
      if (opens) frames.push({ isArray: token === '[', step: 0, awaitsName: token === '{' })
    }
  }
  return spans
}

function advance(frame: Frame): void {
  if (frame.isArray) frame.step = Number(frame.step) + 1
  else frame.awaitsName = true
}

function pointerOf(frames: readonly Frame[]): string {
  return frames.map(({ step }) => pointerStep(step)).join('')
}
