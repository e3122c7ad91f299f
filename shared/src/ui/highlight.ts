import type { Rule } from '../policy/index.ts'

/** A part of a text; `param` is the name of what the URL pattern captured there. */
export type Part = { readonly text: string; readonly param?: string }

/** The rule's summary with the captured values marked. Joined, the parts are `summarise(rule, params)`. */
export function summaryParts(template: string, params: Readonly<Record<string, string>>): readonly Part[] {
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const param = /^\{(\w+)\}$/.exec(piece)?.[1]
      const value = param === undefined ? undefined : params[param]
      return param === undefined || value === undefined ? { text: piece } : { text: value, param }
    })
}

/** The URL as it will be sent, with what the pattern captured marked. Joined, the parts are the URL. */
export function urlParts({ regex, names }: Pick<Rule['match'], 'regex' | 'names'>, url: string): readonly Part[] {
  const ranges = new RegExp(regex, 'di').exec(url)?.indices ?? []
  const parts: Part[] = []
  let at = 0
  names.forEach((param, index) => {
    const range = ranges[index + 1]
    if (range === undefined) return
    parts.push({ text: url.slice(at, range[0]) }, { text: url.slice(...range), param })
    at = range[1]
  })
  return [...parts, { text: url.slice(at) }].filter(({ text }) => text !== '')
}
