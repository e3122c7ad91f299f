import { AppFilesError } from '../phone-app/app-files-error.ts'
import { compareDeployed, fetchDigests } from '../phone-app/deployed.ts'
import { type AppDigests, digestsName, readDigests } from '../phone-app/digests.ts'
import { CommandError } from './command-error.ts'
import { readText } from './files.ts'
import { originGiven } from './origin.ts'

export type VerifyOptions = { readonly digests?: string; readonly digest?: string; readonly json?: true }

export async function verifyDeployedApp(url: string, { digests, digest, json }: VerifyOptions): Promise<void> {
  const origin = originGiven('The URL', url)
  const expected = digests === undefined ? await digestsBehind(origin, digest) : await digestsIn(digests)
  const compared = await compareDeployed(origin, expected)
  const same = compared.every(({ ok }) => ok)
  if (json) console.log(JSON.stringify({ same, digest: expected.digest, compared }))
  else {
    for (const { what, ok, says } of compared) if (!ok) console.log(`✗ ${what}  ${says}`)
    const count = compared.filter(({ ok }) => ok).length
    console.log(`✓ ${count} of ${compared.length} files, pages and headers are as they should be\n`)
    console.log(
      same ? `The app at ${origin} is ${expected.digest}.` : `The app at ${origin} is NOT ${expected.digest}.`,
    )
  }
  process.exitCode = same ? 0 : 1
}

async function digestsIn(file: string): Promise<AppDigests> {
  return attempt(file, await readText(file))
}

/** What the host says of itself counts only if it is what the one digest stands for. */
async function digestsBehind(origin: string, digest: string | undefined): Promise<AppDigests> {
  if (digest === undefined) throw new CommandError('Give --digests or --digest: what it should be.', 2)
  const text = await fetchDigests(origin).catch((cause: Error) => {
    throw new CommandError(`${origin}/${digestsName} cannot be read (${cause.message}).`, 2, { cause })
  })
  const said = attempt(`${origin}/${digestsName}`, text)
  if (said.digest !== digest) throw new CommandError(`The app at ${origin} says that it is ${said.digest}.`, 1)
  return said
}

function attempt(name: string, text: string): AppDigests {
  try {
    return readDigests(name, text)
  } catch (cause) {
    if (cause instanceof AppFilesError) throw new CommandError(cause.message, 1, { cause })
    throw cause
  }
}
