import { compileBody, patternsByName } from './compile-body.ts'
import type { MatchSource } from './match-source.ts'
import type { Match } from './schema.ts'
import { compileUrlPattern } from './url-pattern.ts'

/** What a rule means, in the form in which it is signed: lists in the order of the file. */
export function compileMatch({ body, headers, mode, ...match }: MatchSource): Match {
  const { regex, names } = compileUrlPattern(match.url)
  return {
    ...match,
    regex,
    names: [...names],
    ...(headers === undefined ? {} : { headers: patternsByName(headers).map(([name, is]) => ({ name, is })) }),
    ...(body === undefined ? {} : { body: compileBody(body) }),
    ...(mode === 'relaxed' ? { mode } : {}),
  }
}
