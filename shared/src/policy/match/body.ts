import type { Match } from '../schema.ts'
import { fieldsOf, someField } from './fields.ts'
import { callsField } from './graphql.ts'
import { jsonOf, someValue } from './json.ts'
import { all, type Outgoing, type Sight } from './outgoing.ts'

type BodyCondition = NonNullable<Match['body']>

/** Whether a body is what a rule says of it: all that the rule says. */
export function bodySight({ json, form, graphql }: BodyCondition, outgoing: Outgoing): Sight {
  if (outgoing.body.kind === 'unseen') return 'unseen'
  const sent: Outgoing = isNothing(outgoing.body) ? { ...outgoing, body: { kind: 'none' } } : outgoing
  return all([
    ...(json === undefined ? [] : [jsonSight(json, sent)]),
    ...(form === undefined ? [] : [formSight(form, sent)]),
    ...(graphql === undefined ? [] : [asSight(callsField(sent, graphql))]),
  ])
}

/** Nothing at all holds nothing; what is no JSON could hold anything. */
function jsonSight(conditions: NonNullable<BodyCondition['json']>, { body }: Outgoing): Sight {
  if (body.kind === 'none') return 'no'
  const json = jsonOf(body)
  return asSight(json === undefined || conditions.every(({ pointer, is }) => someValue(json, pointer, is)))
}

function formSight(conditions: NonNullable<BodyCondition['form']>, outgoing: Outgoing): Sight {
  const fields = fieldsOf(outgoing)
  return asSight(fields === undefined || conditions.every(({ field, is }) => someField(fields, field, is)))
}

function isNothing(body: Outgoing['body']): boolean {
  return body.kind === 'none' || (body.kind === 'bytes' && body.bytes.length === 0)
}

function asSight(holds: boolean): Sight {
  return holds ? 'yes' : 'no'
}
