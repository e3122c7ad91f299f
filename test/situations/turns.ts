import { type Approver, openPartsOf, type TrustedPolicy, type VerifiedRequest } from '@countersign/shared/protocol'
import { demandOpenStage, whoIsAskedNext } from '../../server/src/decisions/stage.ts'
import { canBeAsked } from '../../server/src/identity/people.ts'
import type { Judged } from './answer.ts'
import type { Person } from './cast.ts'

/** Whose turn it is by the stages of the approvers, as a relay that knows these people has it. */
export class Turns {
  readonly #asked: Parameters<typeof demandOpenStage>[0]
  readonly #knows: readonly Person[]
  readonly #rounds: string[] = []
  #approvals: readonly Approver[] = []

  constructor({ policy, digest }: TrustedPolicy, own: VerifiedRequest, knows: readonly Person[]) {
    // Nothing else of a loaded policy is looked at.
    this.#asked = { policy: { policy, digest } as never, own }
    this.#knows = knows
    this.#tell(this.#whoIsIn(openPartsOf(policy, own, [])))
  }

  /** Whether the relay takes in what somebody says, as far as its time goes. */
  isFor({ approval, denial }: Judged): boolean {
    const decided = approval ?? denial
    if (decided === undefined || !('parts' in decided)) return true
    try {
      demandOpenStage(this.#asked, decided.parts, this.#approvals)
      return true
    } catch {
      return false
    }
  }

  async take({ approval }: Judged): Promise<void> {
    if (approval === undefined) return
    const after = [...this.#approvals, approval]
    const people = {
      refresh: async () => {},
      whoMayDecideFor: (parts: readonly number[]) => this.#whoIsIn(parts),
    }
    this.#tell(await whoIsAskedNext(people, this.#asked, this.#approvals, after))
    this.#approvals = after
  }

  asked(): string {
    return this.#rounds.join(', then ')
  }

  #whoIsIn(parts: readonly number[]): readonly string[] {
    const { policy, own } = this.#asked
    return this.#knows.flatMap((person) =>
      canBeAsked(parts, policy.policy, own.rule, own.request, person) ? [String(person.claims['employee_id'])] : [],
    )
  }

  #tell(people: readonly string[]): void {
    const told = this.#rounds.flatMap((round) => round.split(' '))
    const fresh = people.filter((one) => !told.includes(one))
    if (fresh.length > 0) this.#rounds.push(fresh.join(' '))
  }
}
