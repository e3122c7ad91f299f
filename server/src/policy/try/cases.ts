import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { PolicyFileError } from '../policy-file-error.ts'
import { readYaml } from '../yaml-file.ts'

const closed = { additionalProperties: false } as const
const byName = <T extends Parameters<typeof Type.Record>[1]>(value: T) => Type.Record(Type.String(), value)

const Case = Type.Object(
  {
    request: Type.Object(
      {
        method: Type.String({ minLength: 1 }),
        url: Type.String({ minLength: 1 }),
        headers: Type.Optional(byName(Type.String())),
        body: Type.Optional(Type.Unknown({ description: 'A text; anything else is sent as JSON.' })),
      },
      closed,
    ),
    requester: Type.Optional(Type.String({ description: 'Name of who asks, among the people.' })),
    at: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2})?(?:Z|[+-]\\d{2}:\\d{2})$',
        description: 'When it is asked, such as 2026-03-02T09:30Z; now, where nothing is said.',
      }),
    ),
    expect: Type.Object(
      {
        rule: Type.String({ description: 'Id of the rule that holds it, or "none".' }),
        params: Type.Optional(byName(Type.String())),
        approvers: Type.Optional(Type.Array(Type.String(), { description: 'Names of all people who may decide.' })),
      },
      closed,
    ),
  },
  closed,
)

const Cases = Type.Union([
  Type.Array(Case),
  Type.Object(
    {
      people: Type.Optional(byName(Type.Record(Type.String(), Type.Unknown()))),
      cases: Type.Array(Case),
    },
    closed,
  ),
])

export type Case = Static<typeof Case> & {
  /** file:line:column */
  readonly place: string
}

/** Cases, and the claims of the people whom they speak of. */
export type CaseFile = {
  readonly cases: readonly Case[]
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/**
 * The cases beside a policy.
 *
 * @throws {PolicyFileError} with the place of what is wrong
 */
export function readCases(file: string, text: string): CaseFile {
  const { value, placeOf } = readYaml(file, text)
  if (!Value.Check(Cases, value)) throw new PolicyFileError(faultsIn(value).map(placed).join('\n'))
  const [cases, people, path] = Array.isArray(value) ? [value, {}, []] : [value.cases, value.people ?? {}, ['cases']]
  const file_ = { cases: cases.map((one, index) => ({ ...one, place: placeOf([...path, index]) })), people }
  for (const { place, requester, at, expect } of file_.cases) {
    if (at !== undefined && Number.isNaN(Date.parse(at))) throw new PolicyFileError(`${place} "${at}" is no time.`)
    for (const name of [...(requester === undefined ? [] : [requester]), ...(expect.approvers ?? [])]) {
      if (!Object.hasOwn(people, name)) throw new PolicyFileError(`${place} "${name}" is not among the people.`)
    }
  }
  return file_

  function placed({ path: steps, message }: Fault): string {
    return `${placeOf(steps)} ${steps.join('.')} ${message}`
  }
}

type Fault = { readonly path: readonly (string | number)[]; readonly message: string }

/** Of the two forms, the faults in the one that it has. */
function faultsIn(value: unknown): readonly Fault[] {
  const [list, map] = Cases.anyOf
  return Value.Errors(Array.isArray(value) ? list : map, value).map(({ instancePath, message, params }) => ({
    path: instancePath
      .split('/')
      .slice(1)
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
    message:
      'additionalProperties' in params ? `has unknown members: ${params.additionalProperties.join(', ')}` : message,
  }))
}
