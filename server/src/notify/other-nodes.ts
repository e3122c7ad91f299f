import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { Db } from '../db/connect.ts'

/** What other nodes should look at. */
export type News = 'changes' | 'people' | 'policy' | 'sessions'

/** The nodes that share this one's database; they wake each other, and a lost wake-up is made good by looking. */
export type OtherNodes = {
  /** Cheap, and may be called any number of times. */
  readonly announce: (what: News) => void
  readonly close: () => Promise<void>
}

const channel = 'countersign'

/** How long announcements are gathered, in milliseconds. */
const gathering = 5

/** Wakes every node for news of somebody who is none. */
export async function tellNodes(db: Db, news: readonly News[]): Promise<void> {
  await db.notify(channel, `elsewhere ${news.join(' ')}`)
}

/** @param heard another node has announced something; not called for what this one does */
export async function joinNodes(
  db: Db,
  log: FastifyBaseLogger,
  heard: (news: ReadonlySet<string>) => void,
): Promise<OtherNodes> {
  const node = randomUUID()
  const announced = new Set<News>()

  /** Outside the transaction of the change, and one for many: a NOTIFY inside would serialise all commits. */
  async function announce(what: News): Promise<void> {
    const isWaiting = announced.size > 0
    announced.add(what)
    if (isWaiting) return
    await new Promise((done) => setTimeout(done, gathering))
    const news = [...announced].join(' ')
    announced.clear()
    await db
      .notify(channel, `${node} ${news}`)
      .catch((error: unknown) => log.warn({ err: error }, 'other nodes could not be woken'))
  }

  const subscription = await db.listen(channel, (text) => {
    const [from, ...news] = text.split(' ')
    if (from !== node) heard(new Set(news))
  })
  return { announce: (what) => void announce(what), close: () => subscription.unlisten() }
}
