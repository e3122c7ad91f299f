import { Check } from 'typebox/value'
import type { Rule } from '../policy/index.ts'
import { Action, ActionHeader, type Captured, ContentType, isSecretHeader, mostHeaders } from './action.ts'

/** What address and headers may have together: a relay takes no more beside a body. In characters. */
const room = 40_960

/**
 * Whether an action can name all of a capture: addresses, headers and content types have limits there. What is longer
 * cannot be asked for.
 */
export function fitsAction(rule: Pick<Rule, 'secret_headers'>, { url, headers, body }: Captured): boolean {
  // What is hidden enters as a hash.
  const shown = headers.filter(([name]) => !isSecretHeader(rule, name.toLowerCase()))
  const size = shown.reduce((sum, [name, value]) => sum + name.length + value.length, url.length)
  return (
    size <= room &&
    headers.length <= mostHeaders &&
    Check(Action.properties.url, url) &&
    shown.every(([name, value]) => Check(ActionHeader, { name, value })) &&
    (body.kind !== 'bytes' || Check(ContentType, body.type))
  )
}
