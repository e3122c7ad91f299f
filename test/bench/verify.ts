import { join } from 'node:path'
import { build } from 'vite'
import { buildExtension } from '../../extension/build/build.ts'
import { findChromium } from '../lab/browser/find-chromium.ts'
import { startRequester } from '../lab/stage/requester.ts'
import { temporaryDirectory } from '../lab/stage/temporary-directory.ts'
import { startWorld } from '../lab/stage/world.ts'
import { line, milliseconds, percentile } from './figures.ts'
import { timeVerification, type VerifyTimes } from './verify-load.ts'

const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']
const rounds = 250

/** `pnpm bench verify`: what judging evidence costs under a warm key, on the server and in the extension's worker. */
export async function benchVerify(): Promise<void> {
  console.log(
    `Evidence under a known key, ${rounds} fresh tokens each; goal: one < 1 ms, quorum of three < 3 ms (median)`,
  )
  console.log('On the server')
  for (const alg of algorithms) print(await timeVerification(alg, rounds))
  console.log('In the extension’s worker')
  for (const times of await inExtension()) print(times)
}

function print({ alg, one, quorum, floor }: VerifyTimes): void {
  const median = (times: readonly number[]) => percentile(times, 0.5)
  const ratio = `${(median(one) / median(floor)).toFixed(1)} × floor`
  console.log(
    line(alg, `one ${milliseconds(median(one))}`, `p99 ${milliseconds(percentile(one, 0.99))}`, ratio),
    `  three ${milliseconds(median(quorum))}  floor ${milliseconds(median(floor))}`,
  )
}

async function inExtension(): Promise<readonly VerifyTimes[]> {
  const directory = await temporaryDirectory()
  const chromium = await findChromium(console.log)
  if (chromium.kind === 'missing') throw new Error(chromium.sentence)
  await buildExtension()
  const world = await startWorld({ directory: directory.path })
  const requester = await startRequester(world, { executablePath: chromium.executablePath, directory: directory.path })
  const worker = await requester.worker()
  await worker.evaluate(await bundledLoad())
  const timed: VerifyTimes[] = []
  for (const alg of algorithms) {
    timed.push(await worker.evaluate(`countersignBench.timeVerification('${alg}', ${rounds})`))
  }
  await requester.close()
  await world.close()
  await directory.remove()
  return timed
}

/** The same workload as one script, for a place that loads no modules of ours. */
async function bundledLoad(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, 'verify-load.ts'), formats: ['iife'], name: 'countersignBench' },
    },
  })
  const [output] = Array.isArray(built) ? built : [built]
  if (output === undefined || !('output' in output)) throw new Error('nothing was built')
  return `${output.output[0].code};globalThis.countersignBench = countersignBench`
}
