import { type Static, type TSchema, Type } from 'typebox'

/**
 * An object whose members have any name, and values of one schema. TypeBox's own Record says the same, and takes
 * 40 kB of its type engine along, which the phone's first load would carry.
 */
export function recordOf<Value extends TSchema>(value: Value) {
  return Type.Unsafe<Record<string, Static<Value>>>({ type: 'object', additionalProperties: value })
}
