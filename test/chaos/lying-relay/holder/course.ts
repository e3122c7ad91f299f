import type { RequestStatus } from '@countersign/shared/api'
import type { ActionRequest } from '@countersign/shared/protocol'
import type { Asked, Liar } from './lie.ts'

/** What passed between the relay and the holder about one request, as the wire saw it. */
export type Course = {
  /** Resolves once the relay has it. */
  readonly stored: Promise<Asked>
  readonly asked: () => Asked | undefined
  /** What the holder was told, when it was written to the wire. */
  readonly told: readonly { readonly at: number; readonly status: RequestStatus }[]
  /** What was answered to its claims. */
  readonly claims: readonly { readonly at: number; readonly granted: boolean }[]
}

/** What to do about a request as soon as it is seen. */
export type Script = {
  readonly begin: (asked: Asked) => Liar
  /** How long the relay tells the truth before it begins, in milliseconds. */
  readonly after: number
}

/** The front's own side of a course: what it writes down, and what it does. */
export class Play implements Course {
  readonly told: { at: number; status: RequestStatus }[] = []
  readonly claims: { at: number; granted: boolean }[] = []
  readonly stored: Promise<Asked>
  readonly #script: Script
  #asked: Asked | undefined
  #liar: Liar = {}
  #isLying = false
  #last: RequestStatus | undefined
  #tail: Promise<void> = Promise.resolve()
  #resolveStored: (asked: Asked) => void = () => {}

  constructor(script: Script) {
    this.#script = script
    this.stored = new Promise((resolve) => {
      this.#resolveStored = resolve
    })
  }

  asked = () => this.#asked

  get liar(): Liar {
    return this.#liar
  }

  /** The holder asks: the relay now knows what to lie about. `begun` is called when it starts to. */
  meet(request: ActionRequest, digest: Asked['digest'], begun: () => void): void {
    if (this.#asked !== undefined) return
    this.#asked = { request, digest }
    this.#liar = this.#script.begin(this.#asked)
    setTimeout(() => {
      this.#isLying = true
      begun()
    }, this.#script.after)
  }

  keep(): void {
    if (this.#asked !== undefined) this.#resolveStored(this.#asked)
  }

  /** What the holder is to be told in place of the truth. One after the other, so that their order is the lie's. */
  retell(truth: RequestStatus): Promise<readonly RequestStatus[]> {
    this.#last = truth
    const { tell } = this.#liar
    if (tell === undefined || !this.#isLying) return Promise.resolve([truth])
    const told = this.#tail.then(() => tell(truth))
    this.#tail = told.then(
      () => {},
      () => {},
    )
    return told
  }

  /** The last truth, for a lie that begins later than it. */
  get last(): RequestStatus | undefined {
    return this.#last
  }
}
