import type { BodyPart, HeaderPart, RuleExplanation, SizePart, WhenPart } from '@countersign/shared/policy'

/** One part of a match in words. */
export type PartWords = { readonly mark: Mark; readonly part: string; readonly says: readonly string[] }
export type Mark = 'yes' | 'no' | 'unseen'

/** What a rule makes of a request, part by part. */
export function ruleWords({ rule, method, address, headers, size, body, when }: RuleExplanation): readonly PartWords[] {
  const addressWords = address.kind === 'none' ? [] : readingWords(address.kind, address.reading)
  return [
    { mark: method.sight, part: 'method', says: [methodWords[method.kind](rule.match.method, method.sight)] },
    { mark: address.kind === 'none' ? 'no' : 'yes', part: 'address', says: [rule.match.url, ...addressWords] },
    ...headers.map(headerWords),
    ...size.map(sizeWords),
    ...body.map(bodyWords),
    ...when.map(whenWords),
  ]
}

/** The parts that speak against it; where its method does, nothing else matters. */
export function againstWords(explanation: RuleExplanation): readonly PartWords[] {
  const against = ruleWords(explanation).filter(({ mark }) => mark !== 'yes')
  return explanation.method.sight === 'no' ? against.slice(0, 1) : against
}

function readingWords(kind: 'as-sent' | 'other-reading', reading: string): readonly string[] {
  return kind === 'as-sent' ? [] : [`found in ${reading}, which is how some servers read it`]
}

const methodWords = {
  same: (method: string) => method,
  other: (method: string) => `it is not ${method}`,
  override: (method: string, sight: Mark) =>
    sight === 'no' ? `a POST that does not name ${method}` : `a POST that names ${method} for the server to go by`,
} as const

function headerWords({ name, is, sight }: HeaderPart): PartWords {
  const asked = `${name} ${valueWords(is)}`
  return {
    mark: sight,
    part: 'header',
    says: [{ yes: asked, no: `${asked}: it is not`, unseen: `${asked}: it is hidden` }[sight]],
  }
}

function sizeWords({ at_least, sight }: SizePart): PartWords {
  const asked = `${at_least.toLocaleString('en')} bytes or more`
  const unseen = `${asked}: the body is not here`
  return { mark: sight, part: 'size', says: [{ yes: asked, no: `${asked}: it has fewer`, unseen }[sight]] }
}

function bodyWords(part: BodyPart): PartWords {
  const { sight, open } = part
  const asked = askedWords(part)
  if (open) return { mark: sight, part: 'body', says: [asked, `open, which counts as yes: ${openWords[part.part]}`] }
  if (sight === 'unseen') return { mark: sight, part: 'body', says: [`${asked}: the body is not here`] }
  return { mark: sight, part: 'body', says: [sight === 'yes' ? asked : `${asked}: it is not`] }
}

function askedWords({ part, name, is }: BodyPart): string {
  if (part === 'graphql') return `a GraphQL ${name} of ${alternatives(is)}`
  const what = part === 'json' ? `JSON ${name}` : `field ${name}`
  return `${what} ${valueWords(is)}`
}

const openWords = {
  json: 'it is no JSON, JSON that can be read in two ways, or an object stands there',
  form: 'it is no form that can be read in one way, or a file stands there',
  graphql: 'it is no GraphQL call that can be seen into',
} as const

function whenWords({ condition, truth }: WhenPart): PartWords {
  const says = { yes: [], no: ['that is not so'], unknown: ['not known here, which counts as yes'] }[truth]
  return { mark: truth === 'unknown' ? 'unseen' : truth, part: 'when', says: [condition, ...says] }
}

function valueWords(patterns: readonly string[]): string {
  return patterns.length === 1 && patterns[0] === '*' ? 'is there' : `is ${alternatives(patterns)}`
}

function alternatives(patterns: readonly string[]): string {
  return patterns.map((pattern) => `"${pattern}"`).join(' or ')
}
