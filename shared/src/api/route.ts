import { type TSchema, Type } from 'typebox'

type Shape = {
  readonly summary: string
  readonly session: boolean
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly answer: TSchema
}

/** One call of the relay. */
export function route<Method extends 'GET' | 'POST' | 'PUT' | 'DELETE', Path extends string, const Given extends Shape>(
  method: Method,
  path: Path,
  shape: Given,
) {
  return { method, path, ...shape }
}

/** The answer of a call that gives back nothing. */
export const nothing = Type.Null()
