import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { claimDirectory } from './claim-directory.ts'
import { raiseCurtain } from './curtain.ts'
import { makeProgress } from './progress.ts'
import { playStory } from './story.ts'
import { openWindows } from './windows.ts'

// `pnpm start`: the whole product on this machine, with everything around it that it talks to.

const { values: options } = parseArgs({
  options: {
    play: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    album: { type: 'string', default: '.countersign/story' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (options.help) {
  console.log(`pnpm start [--play] [--once] [--serve]

Runs relay, identity provider, push service and a demo console on 127.0.0.1, and then,
  with a display      opens the console and the approver's phone app, and says what to click;
  without, or --play  plays the story by itself and saves pictures of it in .countersign/story;
  --serve             opens nothing: for looking at it with a browser of your own
  --album DIR         where the story's pictures go (.countersign/story)
Goes on until Ctrl-C; with --once it ends after the story: 0 if it succeeded, 1 otherwise.`)
  process.exit(0)
}

const root = join(import.meta.dirname, '../../..')
const directory = join(root, '.countersign/demo')
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const progress = makeProgress()

claimDirectory(directory)
const stage = await raiseCurtain({ directory, needsBrowser: !options.serve, progress }).catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
let ending = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))

if (!options.serve && (options.play || !hasDisplay)) {
  const succeeded = await playStory(stage, join(root, options.album))
  if (options.once) await end(succeeded ? 0 : 1)
} else if (!options.serve) {
  await openWindows(stage)
}
console.log(`
  console       ${stage.world.console.origin}
  phone app     ${stage.world.relayUrl}
  relay's API   ${stage.world.relayUrl}/openapi.json
  sign-in       ${stage.world.issuer}   (password: acme-demo)

Everything goes on until Ctrl-C.`)

async function end(code: number): Promise<void> {
  if (ending) return
  ending = true
  await stage.close()
  process.exit(code)
}
