import type { Static, TSchema } from 'typebox'
import { browserRoutes } from './browser-routes.ts'
import { deviceRoutes } from './device-routes.ts'
import { policyRoutes } from './policy-routes.ts'
import { requestRoutes } from './request-routes.ts'

/**
 * Every call of the relay. `session: true` needs an Authorization header `DPoP <token>` and a DPoP proof (RFC 9449).
 * The relay registers exactly these, and the typed client speaks exactly these.
 */
export const routes = { ...policyRoutes, ...browserRoutes, ...requestRoutes, ...deviceRoutes }

export type Routes = typeof routes
export type RouteName = keyof Routes

type Part<Name extends RouteName, Key extends 'params' | 'query' | 'body'> = Routes[Name] extends {
  readonly [K in Key]: infer Schema extends TSchema
}
  ? { readonly [K in Key]: Static<Schema> }
  : unknown

/** What a call takes: exactly the parts that its route names. */
export type CallOf<Name extends RouteName> = Part<Name, 'params'> & Part<Name, 'query'> & Part<Name, 'body'>

/** What a call gives back. */
export type AnswerOf<Name extends RouteName> = Static<Routes[Name]['answer']>
