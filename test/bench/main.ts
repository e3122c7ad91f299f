import { benchHook } from './hook.ts'
import { benchHostile } from './hostile.ts'
import { benchLoop } from './loop.ts'
import { benchMatch } from './match.ts'
import { benchRelay } from './relay.ts'
import { benchStrict } from './strict.ts'
import { benchVerify } from './verify.ts'

// `pnpm bench NAME`: prints figures beside their floors, from the same run.

const benches: Readonly<Record<string, () => Promise<void>>> = {
  hook: benchHook,
  hostile: benchHostile,
  loop: benchLoop,
  match: benchMatch,
  relay: benchRelay,
  strict: benchStrict,
  verify: benchVerify,
}
const [name = ''] = process.argv.slice(2)
const bench = benches[name]
if (bench === undefined) {
  console.error(`Usage: pnpm bench ${Object.keys(benches).join(' | ')}`)
  process.exit(2)
}
await bench()
process.exit(0)
