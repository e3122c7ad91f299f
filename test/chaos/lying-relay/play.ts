import { digestOf, type KeySource, makeKeySource } from '@countersign/shared/protocol'
import { exportJWK, generateKeyPair } from 'jose'
import { runHold } from './holder/run.ts'
import { holderEnd, holderFaults } from './holder/truth.ts'
import { type AllMeans, gatherMeans } from './means.ts'
import type { Plan } from './plan.ts'
import { audit } from './reader/auditor.ts'
import { type Case, gatherCases } from './reader/cases.ts'
import { offerToDevice } from './reader/device.ts'
import type { ReaderMeans } from './reader/lie.ts'
import { readOnPhone } from './reader/phone.ts'
import type { Ended } from './run.ts'
import type { Stage } from './stage.ts'

/** Plays one run of any kind. What it ended in is asked for when all runs are over, and may then be worse. */
export type Player = (run: string, plan: Plan) => Promise<() => Ended>

export async function makePlayer(stage: Stage): Promise<Player> {
  const { world, people } = stage
  const means = await gatherMeans(world, people, stage.directory)
  const cases = await gatherCases(world, people)
  const common = await readerMeans(means, cases)
  const keys = makeKeySource({ fetch, now: () => Date.now(), allowLoopbackHttp: true })

  return async (run, plan) => {
    const { random } = plan
    if (plan.kind === 'holder') {
      const path = `/api/users/${plan.plan.rule}-${run}`
      const held = await runHold(stage, means, path, random, plan.plan)
      return () => ({
        end: holderEnd(held.panel),
        released: held.calls.length > 0,
        faults: holderFaults({ ...held, calls: held.calls }),
      })
    }
    const ended = await read(plan, keys, { ...common, random })
    return () => ended
  }

  function read(plan: Exclude<Plan, { kind: 'holder' }>, source: KeySource, reader: ReaderMeans): Promise<Ended> {
    const about = reader.random.pick(cases)
    if (plan.kind === 'phone') return readOnPhone(world, source, reader, about, plan.lies)
    if (plan.kind === 'auditor') return audit(world, means.published, reader, about, plan.lies)
    return offerToDevice(world, source, means.policy, reader.random, about, plan.lie)
  }
}

async function readerMeans({ policy, ownKey, signIn }: AllMeans, cases: readonly Case[]) {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const ownDevice = { privateKey, publicJwk: await exportJWK(publicKey) }
  return { cases, ownKey, ownDevice, policy, signIn, digestOf }
}
