import type { Match } from '../schema.ts'
import { essenceOf, fieldsOf } from './fields.ts'
import { jsonOf, membersNamed } from './json.ts'
import type { Outgoing, Sight } from './outgoing.ts'

const headers = ['x-http-method-override', 'x-http-method', 'x-method-override']
const member = '_method'

/** Whether a POST could be taken for a rule's method; servers that cannot send others through a form do it so. */
export function mayBeDisguised({ method, no_method_override }: Pick<Match, 'method' | 'no_method_override'>): boolean {
  return method !== 'POST' && no_method_override !== true
}

/** Whether what is sent is a POST that names another method for the server to go by. */
export function disguiseSight(method: string, outgoing: Outgoing): Sight {
  const ofHeaders = outgoing.headers.filter(([name]) => headers.includes(name.toLowerCase()))
  if (ofHeaders.some(([, value]) => value?.split(',').some(isNamed))) return 'yes'
  if (bodyNames(outgoing)) return 'yes'
  const isUnseen = outgoing.body.kind === 'unseen' || ofHeaders.some(([, value]) => value === undefined)
  return isUnseen ? 'unseen' : 'no'

  function isNamed(text: string): boolean {
    return text.trim().toUpperCase() === method
  }

  function bodyNames({ url, body, ...rest }: Outgoing): boolean {
    const fields = fieldsOf({ url, body, ...rest })
    const readable = fields ?? fieldsOf({ url, body: { kind: 'none' }, ...rest }) ?? []
    const named = readable.filter(({ name }) => name.trim().toLowerCase() === member)
    if (named.some(({ text }) => text === undefined || isNamed(text))) return true
    if (fields !== undefined || body.kind === 'unseen') return false
    // More fields than anybody looks through.
    if (body.kind !== 'bytes') return true
    const json = jsonOf(body)
    // A form or JSON that could be read in two ways; anything else is nothing that a server looks into for it.
    if (json === undefined) return body.bytes.length > 0 && /json|form/.test(essenceOf(body.type))
    return membersNamed(json, member).some((value) => typeof value !== 'string' || isNamed(value))
  }
}
