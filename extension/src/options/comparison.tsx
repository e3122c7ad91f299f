import type { PolicyShown } from '../background/pages.ts'
import type { NextPolicy } from '../background/policy/next-policy.ts'
import { lastDay } from '../policy-words.ts'

/** The policy in force beside the one that is proposed. */
export function Comparison({ before, next }: { readonly before: PolicyShown; readonly next: NextPolicy }) {
  return (
    <dl class="page__facts">
      <dt>Version</dt>
      <dd>
        {before.version} → <strong>{next.version}</strong>
      </dd>
      <dt>Valid until</dt>
      <dd>
        {lastDay(before.validUntil)} → <strong>{lastDay(next.validUntil)}</strong>
      </dd>
      <dt>Rules added</dt>
      <Ids ids={next.added} />
      <dt>Rules removed</dt>
      <Ids ids={next.removed} />
      <dt>Rules changed</dt>
      <Ids ids={next.changed} />
      {next.also.length === 0 ? null : (
        <>
          <dt>Also changed</dt>
          <dd>{next.also.join(', ')}</dd>
        </>
      )}
      <dt>Digest now</dt>
      <dd class="page__mono">{before.digest}</dd>
      <dt>Digest then</dt>
      <dd class="page__mono">{next.digest}</dd>
    </dl>
  )
}

function Ids({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return <dd class="page__text">none</dd>
  return (
    <dd>
      {ids.map((id) => (
        <div class="page__mono" key={id}>
          {id}
        </div>
      ))}
    </dd>
  )
}
