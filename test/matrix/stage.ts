import type { RequestView } from '@countersign/shared/api'
import type { ScriptedApprover } from '../lab/stage/approver-script.ts'
import type { World } from '../lab/stage/world.ts'
import type { MatrixBrowser } from './browsers/browser.ts'
import type { BrowserName } from './path.ts'
import { until } from './until.ts'

/** What one run of the matrix works with. */
export type Stage = {
  readonly world: World
  readonly approver: ScriptedApprover
  readonly browser: MatrixBrowser
  readonly name: BrowserName
}

/** What reached the console of the request of this id. */
export function callsOf({ world }: Stage, id: string): World['console']['calls'] {
  return world.console.calls.filter(({ path, body }) => tells(id, path) || tells(id, body.toString()))
}

/** What waits for the approver of the request of this id. */
export async function find({ approver }: Stage, id: string): Promise<RequestView | undefined> {
  const pending = await approver.pending()
  return pending.find(({ request, body = '' }) => {
    return tells(id, request.action.url) || tells(id, Buffer.from(body, 'base64url').toString())
  })
}

/** The same, once it is there. */
export async function asked(stage: Stage, id: string): Promise<RequestView> {
  let view: RequestView | undefined
  await until('a request at the relay', async () => {
    view = await find(stage, id)
    return view !== undefined
  })
  if (view === undefined) throw new Error('It was asked, and is gone.')
  return view
}

/** Whether a text has the id in it, and not as part of another. */
function tells(id: string, text: string): boolean {
  return new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(text)
}
