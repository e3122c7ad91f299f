import type { Decision } from '@countersign/shared/protocol'
import type { Page } from 'playwright-core'
import { readPanel } from '../../../lab/stage/panel.ts'
import type { Random } from '../../random.ts'
import type { AllMeans } from '../means.ts'
import { quorumOf } from '../rules.ts'
import type { Stage } from '../stage.ts'
import type { Course } from './course.ts'
import type { Answer, HolderCall, Liar, Means } from './lie.ts'
import type { HolderPlan } from './plan.ts'
import { type Genuine, type HolderRun, heldBody } from './truth.ts'

const names: Readonly<Record<string, string>> = { 'approver-1': 'First approver', 'approver-2': 'Second approver' }

/** One deletion on the console's page, and a relay that lies about it. The calls are looked up when all runs are over. */
export async function runHold(
  stage: Stage,
  all: AllMeans,
  path: string,
  random: Random,
  plan: HolderPlan,
): Promise<HolderRun> {
  await offerPolicies(stage, all, plan)
  const genuine: Genuine[] = []
  const course = stage.front.play(stage.world.console.origin + path, {
    begin: (asked) => {
      const means = witnessed(all.for(random), asked.digest, genuine)
      return together(plan.lies.map((lie) => lie.begin(asked, means)))
    },
    after: plan.after,
  })
  const page = await stage.takePage()
  const over = page.evaluate(deleteUser, { path, body: heldBody })
  await Promise.all([over, Promise.race([over, decide(stage, all, course, plan, genuine)])])
  const panel = await lastWords(page)
  stage.giveBack(page)
  const { calls } = stage.world.console
  return {
    plan,
    course,
    genuine,
    page: await over,
    panel,
    get calls() {
      return calls.filter((call) => call.path === path)
    },
  }
}

async function offerPolicies(
  { front, refreshPolicy }: Stage,
  { policy }: AllMeans,
  { lies }: HolderPlan,
): Promise<void> {
  for (const { offer } of lies) {
    if (offer === undefined) continue
    front.offer(await offer(policy))
    await refreshPolicy()
  }
}

/** Whoever may decide and signs for this very request has decided, by whatever lie they were brought to it. */
function witnessed(means: Means, digest: string, genuine: Genuine[]): Means {
  const note = (username: string, about: string, decision: Decision) => {
    const name = names[username]
    if (name !== undefined && about === digest) genuine.push({ name, decision })
  }
  return {
    ...means,
    sign: async (signing) => {
      const evidence = await means.sign(signing)
      const counts = signing.clientId === undefined && signing.passkey !== false
      if (counts) note(signing.username, signing.digest, evidence)
      return evidence
    },
    deny: async (username, about) => {
      const deny = await means.deny(username, about)
      note(username, about, deny)
      return deny
    },
  }
}

/** In the page: what the console's own script does. */
async function deleteUser({ path, body }: { path: string; body: string }): Promise<'answered' | 'failed'> {
  const token = document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? ''
  const headers = { 'content-type': 'application/json', 'x-csrf-token': token }
  try {
    await fetch(path, { method: 'DELETE', headers, body })
    return 'answered'
  } catch {
    return 'failed'
  }
}

/** Several lies about one request: what the first tells, the second tells in its own way. */
function together(liars: readonly Liar[]): Liar {
  return {
    tell: async (truth) => {
      let told = [truth]
      for (const { tell } of liars) {
        if (tell !== undefined) told = (await Promise.all(told.map((each) => tell(each)))).flat()
      }
      return told
    },
    answer: (call: HolderCall, honestly: () => Promise<Answer>) =>
      liars.reduce<() => Promise<Answer>>(
        (inner, { answer }) => (answer === undefined ? inner : () => answer(call, inner)),
        honestly,
      )(),
    disturb: (streams) => {
      for (const { disturb } of liars) disturb?.(streams)
    },
  }
}

/** The honest approvers' part: they decide as soon as the relay has it. */
async function decide(
  { people }: Stage,
  { keep }: AllMeans,
  course: Course,
  plan: HolderPlan,
  genuine: Genuine[],
): Promise<void> {
  if (plan.approver === 'nothing') return
  const asked = await course.stored
  if (plan.approver === 'denies') {
    const deny = await people.deny('approver-2', asked.digest)
    genuine.push({ name: 'Second approver', decision: deny })
    return people.decide('approver-2', asked, deny)
  }
  const reason = plan.reason === undefined ? {} : { reason: plan.reason }
  await Promise.all(
    Object.entries(names)
      .slice(0, quorumOf(plan.rule))
      .map(async ([username, name]) => {
        const evidence = await people.sign({ username, digest: asked.digest, ...reason })
        genuine.push({ name, decision: evidence })
        await people.decide(username, asked, evidence)
        keep(evidence)
      }),
  )
}

/**
 * What the panel says when it is over: the page’s own call has ended, so it is there or about to be. The page holds
 * nothing else, but the browser may have more to say below. Where no end is shown, what there is.
 */
async function lastWords(page: Page): Promise<string> {
  const patience = Date.now() + 20_000
  for (;;) {
    const said = await readPanel(page)
    const end = said.indexOf(' Close')
    if (end >= 0) return said.slice(0, end + ' Close'.length)
    if (Date.now() > patience) return said
  }
}
