import type { TrustAnchor } from '@countersign/shared/protocol'
import type { Managed } from './managed.ts'

/** Whom this browser believes, and who told it so. */
export type Trust =
  | {
      readonly kind: 'anchor'
      readonly from: 'managed' | 'build' | 'pinned'
      readonly anchor: TrustAnchor
      /** The signed policy that came with the build. */
      readonly shipped: string | undefined
    }
  /** The device's administrator has set something that is no anchor: nobody is believed. */
  | { readonly kind: 'malformed'; readonly fault: string }
  /** Nobody yet: a build for everybody, before the first sign-in. */
  | { readonly kind: 'none' }

/** What the build put beside this script: whom to believe and the policy to start with, or nothing. */
export type Build = { readonly anchor: TrustAnchor; readonly policy: string } | Readonly<Record<string, never>>

/**
 * Managed settings come before the build: only the device's administrator can write them, who could install another
 * build as well. What a person pinned comes last: it is for a build that belongs to no organisation.
 */
export function chooseTrust(managed: Managed, build: Build, pinned: TrustAnchor | undefined): Trust {
  const shipped = 'anchor' in build ? build.policy : undefined
  if (managed.kind === 'malformed') return managed
  if (managed.kind === 'anchor') return { kind: 'anchor', from: 'managed', anchor: managed.anchor, shipped }
  if ('anchor' in build) return { kind: 'anchor', from: 'build', anchor: build.anchor, shipped }
  return pinned === undefined ? { kind: 'none' } : { kind: 'anchor', from: 'pinned', anchor: pinned, shipped }
}
