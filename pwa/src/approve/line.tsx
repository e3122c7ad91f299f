import type { Rule } from '@countersign/shared/policy'
import { type ActionRequest, nameOf } from '@countersign/shared/protocol'
import { Highlighted, Person, summaryParts } from '@countersign/shared/ui'
import { Link } from '../frame.tsx'
import type { ListLine } from './use-list.ts'

/** One request in a list: who asks, and what for, as far as it could be checked. */
export function Line({ line, children }: { readonly line: ListLine; readonly children: preact.ComponentChildren }) {
  const { view } = line
  if (line.kind === 'fails') {
    return (
      <li class="card line">
        <p class="line__what">A request that is not what it claims</p>
        <p class="fault">{line.words}</p>
      </li>
    )
  }
  if (line.kind === 'unreachable') {
    return (
      <li class="card line">
        <p class="line__what">A request that can’t be checked right now</p>
        <p class="quiet">{line.words}</p>
        <button type="button" class="button button--plain" onClick={line.retry}>
          Try again
        </button>
      </li>
    )
  }
  const { rule, request } = line.judged.own
  return (
    <li class="card line">
      <Link to={`/r/${view.request.id}`} class="line__link">
        <span class="line__top">
          <Person name={nameOf(request.requester)} note={noteOf(rule, request)} />
          {children}
        </span>
        <span class="line__what">
          <Highlighted parts={summaryParts(rule.summary, request.action.params)} />
        </span>
      </Link>
    </li>
  )
}

function noteOf({ approvers, console, number }: Rule, { context }: ActionRequest): string {
  const what = approvers === undefined ? ['confirm that it’s you'] : []
  const shown = number === 'show' ? [`number ${context.number}`] : []
  return [...what, console, ...shown].join(' · ')
}
