import { type Account, type Delegate, everyTruth, type Policy, someTruth, type Truth } from '../policy/index.ts'
import { isListed, namedBy } from './listed.ts'
import { type Identity, samePerson } from './person.ts'

/** In whose place somebody decides what was asked for at that moment. */
export function principalsOf(policy: Policy, identity: Identity, at: number): readonly Account[] {
  return delegatesAt(policy, at).flatMap(({ from, to }) => (isListed(policy, [to], identity) === 'yes' ? [from] : []))
}

/** Whether somebody decides in another's place then: of what the other asks for, it would be their own yes. */
export function isDelegateOf(policy: Policy, delegate: Identity, principal: Identity, at: number): Truth {
  return someTruth(
    delegatesAt(policy, at).map(({ from, to }) =>
      everyTruth([isListed(policy, [to], delegate), isListed(policy, [from], principal)]),
    ),
  )
}

/**
 * Whether two people could be counted then for one: somebody and who decides in their place, or two who decide in the
 * place of one. What is not known counts against them, as with the same person.
 */
export function mayShareOnePlace(policy: Policy, one: Identity, other: Identity, at: number): boolean {
  const delegates = delegatesAt(policy, at)
  const mayBeIn = ({ from, to }: Delegate, identity: Identity) => isListed(policy, [from, to], identity) !== 'no'
  return delegates
    .filter((delegate) => mayBeIn(delegate, one))
    .some(({ from }) =>
      delegates.some(
        (delegate) =>
          mayBeIn(delegate, other) && samePerson(policy, namedBy(from), namedBy(delegate.from)) !== 'different',
      ),
    )
}

/** Those whose time it is. */
export function delegatesAt({ delegates = [] }: Policy, at: number): readonly Delegate[] {
  return delegates.filter(({ since, until }) => since <= at && at < until)
}
