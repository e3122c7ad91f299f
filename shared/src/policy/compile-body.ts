import type { BodySource, PatternSource } from './match-source.ts'
import type { Match } from './schema.ts'

/** What a rule says of the body, in the form in which it is signed: lists in the order of the file. */
export function compileBody({ mode, json, form, graphql }: BodySource): NonNullable<Match['body']> {
  return {
    mode: mode ?? 'strict',
    ...(json === undefined ? {} : { json: patternsByName(json).map(([pointer, is]) => ({ pointer, is })) }),
    ...(form === undefined ? {} : { form: patternsByName(form).map(([field, is]) => ({ field, is })) }),
    ...(graphql === undefined ? {} : { graphql: { operation: graphql.operation, fields: patterns(graphql.field) } }),
  }
}

/** What stands under each name. */
export function patternsByName(conditions: Readonly<Record<string, PatternSource>>): [string, string[]][] {
  return Object.entries(conditions).map(([name, source]) => [name, patterns(source)])
}

/** A number or a yes is looked for as the text that it is in JSON. */
function patterns(source: PatternSource): string[] {
  return (Array.isArray(source) ? source : [source]).map(String)
}
