import { signInApprover } from '../lab/stage/approver-script.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld } from '../lab/stage/world.ts'
import type { Column } from './browsers/browser.ts'
import { judge, type Row } from './judge.ts'
import { type Ending, fateIn } from './path.ts'
import { allPaths } from './paths/all.ts'
import { play, type Turn } from './play.ts'
import { shapeRoutes, shapeRules } from './shapes-site.ts'
import { endpoints, siteRoutes, siteRules } from './site.ts'

/** How many pages of one browser are busy at the same time. */
const atOnce = 4

export type MatrixOptions = {
  readonly column: Column
  readonly endings: readonly Ending[]
  /** Part of the names of the paths to play. */
  readonly only?: string
  readonly say: (line: string) => void
}

/** Every path with every ending, in one browser. */
export async function playMatrix({ column, endings, only = '', say }: MatrixOptions): Promise<readonly Row[]> {
  const directory = await temporaryDirectory()
  const world = await startWorld({
    directory: directory.path,
    settings: { COUNTERSIGN_ASK_LIMIT: '1000' },
    more: {
      routes: (app) => {
        siteRoutes(app)
        shapeRoutes(app)
      },
      apiRoutes: endpoints,
      rules: () => '',
    },
    firstRules: (origins) => siteRules(origins) + shapeRules(origins.console),
    extensionRedirects: column.redirects,
  })
  const approver = await signInApprover(world, 'approver-1')
  const browser = await column.start(world, directory.path)
  try {
    const present = allPaths.filter((path) => path.name.includes(only) && fateIn(path, column.name) !== 'absent')
    const turns = present.flatMap((path, index) =>
      endings.map((ending) => ({ path, ending, id: `p${index}-${ending}` })),
    )
    const playOne = async (turn: Turn) => {
      const look = await play({ world, approver, browser, name: column.name }, turn)
      for (const { path, ending, faults } of look().map(judge)) {
        say(`${path}; ${ending}: ${faults.length === 0 ? 'as it should be' : faults.join('; ')}`)
      }
      return look
    }
    const seen = await eachAtOnce(turns, atOnce, playOne)
    return seen.flatMap((look) => look().map(judge))
  } finally {
    await browser.close()
    await world.close()
    await directory.remove()
  }
}

async function eachAtOnce<Item, Result>(
  items: readonly Item[],
  count: number,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const left = [...items.entries()]
  const results: Result[] = []
  const oneAfterTheOther = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await run(next[1])
  }
  await Promise.all(Array.from({ length: count }, oneAfterTheOther))
  return results
}
