import { Notice } from '../frame.tsx'
import type { Phone } from '../phone.ts'
import { lastDay, validityOf } from './validity.ts'

type PolicyNoticeProps = { readonly phone: Phone }

/** The relay offers a policy that fails a check; the last good one stays. */
export function RefusedNotice({ phone: { inForce } }: PolicyNoticeProps) {
  const { trusted, relay } = inForce
  if (relay.kind !== 'refused') return null
  return (
    <Notice tone="bad">
      <p>
        The relay offers rules that this phone does not take: {relay.error.message} It stays with version{' '}
        {trusted.policy.version} of {trusted.policy.organisation}.
      </p>
    </Notice>
  )
}

/** The policy ends soon, and somebody has to do something about it. */
export function EndsNotice({ phone: { inForce, now } }: PolicyNoticeProps) {
  const { policy } = inForce.trusted
  if (validityOf(policy, now()) !== 'ends') return null
  return (
    <Notice tone="plain">
      <p>
        The last day of {policy.organisation}’s rules is {lastDay(policy)}. Unless a new version is signed before,
        everything stays held after it.
      </p>
    </Notice>
  )
}
