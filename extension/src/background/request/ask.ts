import { RelayError, RelayUnreachable, type RequestStatus } from '@countersign/shared/api'
import { type Approvers, hasGlass, openParts, type Rule, rangesOf, stageOf } from '@countersign/shared/policy'
import { quorumsOf } from '@countersign/shared/protocol'
import type { Asks, Held, PanelView, Wait } from '../../panel-view.ts'
import { pause, relay } from '../session/relay.ts'
import type { Own } from './request.ts'

/** The relay refused the request; asking again would not help. */
export type Refused = { readonly code: string; readonly why: string }

/** More rows than this would fill the page, and a relay could send a million. */
const peopleShown = 20

/** What the panel shows while people are asked. */
export function waitView(own: Own, status: RequestStatus | undefined, trouble: Wait['trouble']): PanelView {
  const { request } = own
  return {
    state: 'waiting',
    held: heldOf(own),
    wait: {
      page: 'waits',
      reached: status?.reached.slice(0, peopleShown),
      unshown: Math.max(0, (status?.reached.length ?? 0) - peopleShown),
      asks: asksOf(own, status),
      created: request.created,
      expires: request.expires,
      trouble,
    },
  }
}

/** Who is waited for: how many are needed by the holder's own rule, how many there are by the relay's word. */
function asksOf(own: Own, status: RequestStatus | undefined): Asks {
  const { approvers } = own.rule
  if (approvers === undefined) return { of: 'requester', page: own.page }
  const quorums = quorumsOf(own)
  const parts = approvers.parts.map((part, index) => {
    const quorum = quorums[index] ?? 1
    // What waits no more is not counted: it has what it needs.
    const { given, reachable } = status?.progress[index] ?? {}
    const none = status === undefined || status.state === 'pending' ? 0 : quorum
    return { name: part.name, stage: stageOf(part), quorum, given: given ?? none, reachable }
  })
  const open = new Set(openIn(approvers, parts))
  const glass = hasGlass(own.rule) ? own.page : undefined
  return { of: 'approvers', parts: parts.map((part, index) => ({ ...part, open: open.has(index) })), glass }
}

/** The parts, by index, whose people are asked already, as the relay counts. */
function openIn(approvers: Approvers, counted: readonly { readonly quorum: number; readonly given: number }[]) {
  return rangesOf(approvers).flatMap(([from, to]) => {
    const haveQuorum = (parts: readonly number[]) =>
      parts.every((index) => {
        const part = counted[from + index]
        return part !== undefined && part.given >= part.quorum
      })
    return openParts(approvers.parts.slice(from, to), haveQuorum).map((index) => from + index)
  })
}

export function heldOf({ request, rule }: Pick<Own, 'request' | 'rule'>): Held {
  const { number } = request.context
  const held = heldBy(rule, request.action.params)
  return rule.number === 'off' ? held : { ...held, number }
}

/** What is held, before there is a request for it. */
export function heldBy(rule: Rule, params: Held['params']): Held {
  const asks = rule.approvers === undefined ? 'requester' : 'approvers'
  const held = { template: rule.summary, params, console: rule.console, asks } as const
  return rule.emergency === undefined ? held : { ...held, emergency: true }
}

/**
 * Sends the request to the relay, again and again while it is out of reach: the same request, so a lost answer does no
 * harm. What is held stays held.
 *
 * @returns undefined when the hold was stopped or its time is over
 */
export async function ask(
  own: Own,
  stopped: AbortSignal,
  show: (view: PanelView) => void,
): Promise<RequestStatus | Refused | undefined> {
  const { request, proof, body, before } = own
  // An answer that never comes is waited for no longer than there is time.
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(Math.max(0, request.expires - Date.now()))])
  const client = await relay()
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      const asked = {
        request,
        proof,
        ...(body === undefined ? {} : { body }),
        ...(before === undefined ? {} : { before }),
      }
      return await client.call('createRequest', { body: asked }, signal)
    } catch (error) {
      if (signal.aborted) return undefined
      const trouble = troubleOf(error)
      if (typeof trouble === 'object') return trouble
      show(waitView(own, undefined, trouble))
      await pause(Math.min(500 * 2 ** tries, 5_000), signal)
    }
  }
  return undefined
}

function troubleOf(error: unknown): Refused | 'relay' | 'issuer' {
  if (error instanceof RelayUnreachable) return 'relay'
  if (!(error instanceof RelayError)) throw error
  if (error.code === 'issuer_unreachable') return 'issuer'
  return error.status >= 500 ? 'relay' : { code: error.code, why: error.message }
}
