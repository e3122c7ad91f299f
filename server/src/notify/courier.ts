import type { ActionRequest } from '@countersign/shared/protocol'
import type { FastifyBaseLogger } from 'fastify'
import type { Db } from '../db/connect.ts'
import { removeSubscription } from '../devices/store.ts'
import { leaf } from '../log/leaf.ts'
import type { Policies } from '../policy/in-force.ts'
import { requestMessage } from './message.ts'
import type { Send, Sent } from './send.ts'
import { type Due, postponeDelivery, settleDelivery, takeDue } from './store.ts'
import { wantedFor } from './wanted.ts'

/** Carries queued messages to the push services. */
export type Courier = {
  /** Sends messages that this node has just queued and taken. */
  readonly carry: (messages: readonly Due[], request: ActionRequest) => void
  readonly close: () => Promise<void>
}

export type CourierOptions = {
  readonly db: Db
  readonly policies: Policies
  readonly send: Send
  readonly appUrl: string
  readonly now: () => number
  readonly onChange: () => void
  readonly log: FastifyBaseLogger
}

export function startCourier(options: CourierOptions): Courier {
  const { db, log, now } = options
  let running: Promise<void> | undefined
  let again = false

  async function run(): Promise<void> {
    do {
      again = false
      const due = await takeDue(db, now())
      await Promise.all(due.map((message) => deliver(options, message, JSON.parse(message.action_request))))
      if (due.length > 0) options.onChange()
    } while (again)
  }

  function kick(): void {
    if (running !== undefined) {
      again = true
      return
    }
    running = run()
      .catch((error: unknown) => log.error({ err: error }, 'sending notifications failed'))
      .finally(() => {
        running = undefined
        if (again) kick()
      })
  }

  // What another node queued and never sent, and what a push service asked to send later.
  const sweep = setInterval(kick, 1_000)
  return {
    carry: (messages, request) => {
      void Promise.all(messages.map((message) => deliver(options, message, request))).then(
        options.onChange,
        (error: unknown) => log.error({ err: error }, 'sending notifications failed'),
      )
    },
    close: async () => {
      clearInterval(sweep)
      await running
    },
  }
}

async function deliver(options: CourierOptions, due: Due, request: ActionRequest): Promise<void> {
  const now = options.now()
  const until = lastsUntil(due, request)
  if (until <= now) return settle(options, due, 'failed')
  const wanted = wantedFor(options.policies, request, due.about)
  const message = requestMessage(request, wanted, due.id, options.appUrl, until - now)
  await handle(options, due, request, await options.send(due, message))
}

async function handle(options: CourierOptions, due: Due, request: ActionRequest, sent: Sent): Promise<void> {
  const now = options.now()
  if (sent.kind === 'sent') return settle(options, due, 'sent')
  if (sent.kind === 'later') return postpone(options, due, request, sent.after * 2 ** (due.tries - 1))
  if (sent.kind === 'refused') {
    options.log.error({ device: due.device, status: sent.status }, 'a push service refuses our messages')
    return settle(options, due, 'failed')
  }
  // Push services answer 410 now and then in the first seconds of a new subscription.
  if (now - due.device_created < 60_000 && due.tries < 3) return postpone(options, due, request, 5_000)
  await settle(options, due, 'failed')
  const entry = leaf({ kind: 'device.removed', at: now, relay: { device: due.device, why: 'gone' } })
  await removeSubscription(options.db, due.device, entry)
}

async function postpone(options: CourierOptions, due: Due, request: ActionRequest, after: number): Promise<void> {
  const until = options.now() + after
  if (until >= lastsUntil(due, request)) return settle(options, due, 'failed')
  await postponeDelivery(options.db, due.id, until)
}

/** Who was not waited for hears of it also when the request is long over. */
function lastsUntil({ about }: Due, { expires }: ActionRequest): number {
  return about === 'ask' ? expires : expires + 7 * 86_400_000
}

async function settle({ db, now }: CourierOptions, due: Due, state: 'sent' | 'failed'): Promise<void> {
  const at = now()
  const entry = leaf({ kind: 'request.reached', at, request: due.request, relay: { device: due.device, state } })
  await settleDelivery(db, due.id, state, at, entry)
}
