import type { Truth } from '../conditions.ts'
import { countsFor, type Occasion } from '../counts-for.ts'
import type { Match, Rule } from '../schema.ts'
import { bodySight } from './body.ts'
import { disguiseSight, mayBeDisguised } from './disguise.ts'
import { headersSight } from './headers.ts'
import { all, type Outgoing, type Sight } from './outgoing.ts'
import { paramsOf } from './params.ts'
import { addressMatch } from './rule.ts'
import { sizeSight } from './size.ts'
import { canonicalUrl, urlReadings } from './url.ts'

/** What a rule makes of a request, part by part; a part that another one settles is left out. */
export type RuleExplanation = {
  readonly rule: Rule
  readonly method: MethodExplanation
  readonly address: AddressExplanation
  readonly headers: readonly HeaderPart[]
  readonly size: readonly SizePart[]
  readonly body: readonly BodyPart[]
  readonly when: readonly WhenPart[]
  /** As `matchRule` has it: `yes` protects. */
  readonly verdict: Sight
}

/** `override`: a POST that may name the rule's method for the server to go by. */
export type MethodExplanation = { readonly kind: 'same' | 'override' | 'other'; readonly sight: Sight }

export type AddressExplanation =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'as-sent' | 'other-reading'
      readonly reading: string
      readonly params: Readonly<Record<string, string>>
    }

/** One condition over the body. `open`: it holds whatever it asks for, since the body can be read in several ways or in none. */
export type BodyPart = {
  readonly part: 'json' | 'form' | 'graphql'
  readonly name: string
  readonly is: readonly string[]
  readonly sight: Sight
  readonly open: boolean
}

export type HeaderPart = { readonly name: string; readonly is: readonly string[]; readonly sight: Sight }

/** None where the rule says nothing of it. */
export type SizePart = { readonly at_least: number; readonly sight: Sight }

/** When the rule counts. None where it always does. */
export type WhenPart = { readonly condition: string; readonly truth: Truth }

/** @param asked by whom it is asked, as far as that is known, and when */
export function explainRule(
  rule: Rule,
  outgoing: Outgoing,
  asked: Pick<Occasion, 'requester' | 'time'>,
): RuleExplanation {
  const url = canonicalUrl(outgoing.url)
  const sent = { ...outgoing, url: url ?? '', method: outgoing.method.toUpperCase() }
  const method = explainMethod(rule, sent)
  const address: AddressExplanation = url === undefined ? { kind: 'none' } : explainAddress(rule, url)
  const body = rule.match.body === undefined ? [] : explainBody(rule.match.body, sent)
  const headers = (rule.match.headers ?? []).map((one) => ({ ...one, sight: headersSight([one], sent) }))
  const size = [rule.match.size ?? []].flat().map((one) => ({ ...one, sight: sizeSight(one, sent.body) }))
  const when = explainWhen(rule, address, { ...asked, method: sent.method, url: sent.url })
  const parts = [...headers, ...size, ...body].map(({ sight }) => sight)
  const counts = when.some(({ truth }) => truth === 'no') ? 'no' : 'yes'
  const verdict = all([method.sight, address.kind === 'none' ? 'no' : 'yes', counts, ...parts])
  return { rule, method, address, headers, size, body, when, verdict }
}

function explainWhen(rule: Rule, address: AddressExplanation, occasion: Occasion): readonly WhenPart[] {
  if (rule.when === undefined || address.kind === 'none') return []
  return [{ condition: rule.when, truth: countsFor(rule, address.params, occasion) }]
}

function explainMethod({ match }: Rule, sent: Outgoing): MethodExplanation {
  if (match.method === sent.method) return { kind: 'same', sight: 'yes' }
  if (sent.method !== 'POST' || !mayBeDisguised(match)) return { kind: 'other', sight: 'no' }
  return { kind: 'override', sight: disguiseSight(match.method, sent) }
}

function explainAddress({ match }: Rule, url: string): AddressExplanation {
  const found = addressMatch(match.regex, urlReadings(url))
  if (found === null) return { kind: 'none' }
  const kind = found.input === url ? 'as-sent' : 'other-reading'
  return { kind, reading: found.input, params: paramsOf(match.names, found) }
}

function explainBody({ mode, json = [], form = [], graphql }: NonNullable<Match['body']>, sent: Outgoing): BodyPart[] {
  const sightOf = (condition: Omit<NonNullable<Match['body']>, 'mode'>) => bodySight({ mode, ...condition }, sent)
  return [
    ...json.map(({ pointer, is }) => {
      const sight = sightOf({ json: [{ pointer, is }] })
      return part('json', pointer, is, sight, sightOf({ json: [{ pointer, is: [] }] }))
    }),
    ...form.map(({ field, is }) => {
      const sight = sightOf({ form: [{ field, is }] })
      return part('form', field, is, sight, sightOf({ form: [{ field, is: [] }] }))
    }),
    ...(graphql === undefined
      ? []
      : [
          part(
            'graphql',
            graphql.operation,
            graphql.fields,
            sightOf({ graphql }),
            sightOf({ graphql: { ...graphql, fields: [] } }),
          ),
        ]),
  ]
}

/** @param asked what it comes to where nothing is asked for: what then still holds is open */
function part(kind: BodyPart['part'], name: string, is: readonly string[], sight: Sight, asked: Sight): BodyPart {
  return { part: kind, name, is, sight, open: asked === 'yes' }
}
