import { appPages, digestOfBytes, requestPages } from '@countersign/shared/app'
import { type AppDigests, digestsName, hostFiles } from './digests.ts'

/** One thing that was compared with a deployed app; `says` is what is wrong with it. */
export type Compared = { readonly what: string; readonly ok: boolean; readonly says: string }

/** A request's page, whichever request. */
const somePage = `${requestPages}00000000-0000-7000-8000-000000000000`

/**
 * Compares what an origin serves with what it should: every file, every page, the headers. What one host serves to one
 * caller is no proof of what it serves to another; a phone that has the app checks each new version itself.
 */
export async function compareDeployed(origin: string, expected: AppDigests): Promise<readonly Compared[]> {
  const files = Object.keys(expected.files).filter((path) => !Object.values<string>(hostFiles).includes(path))
  const served = files
    .filter((path) => path !== 'index.html')
    .map((path) => compareFile(origin, `/${path}`, expected.files[path]))
  const pages = [...appPages, somePage].map((page) => compareFile(origin, page, expected.files['index.html']))
  return [...(await Promise.all([...pages, ...served])), ...(await compareHeaders(origin, expected))]
}

/** The digests that a deployed app says of itself: worth as much as the one digest in them that the caller knows. */
export async function fetchDigests(origin: string): Promise<string> {
  const answer = await get(origin, `/${digestsName}`)
  if (!answer.ok) throw new Error(`answered ${answer.status}`)
  return answer.text()
}

async function compareFile(origin: string, path: string, digest: string | undefined): Promise<Compared> {
  try {
    const answer = await get(origin, path)
    if (!answer.ok) return { what: path, ok: false, says: `the host answers ${answer.status}` }
    const same = digestOfBytes(new Uint8Array(await answer.arrayBuffer())) === digest
    return { what: path, ok: same, says: same ? 'the same, byte for byte' : 'other bytes' }
  } catch (cause) {
    return { what: path, ok: false, says: `no answer (${messageOf(cause)})` }
  }
}

async function compareHeaders(origin: string, { headers }: AppDigests): Promise<readonly Compared[]> {
  try {
    const answer = await get(origin, '/')
    return Object.entries(headers).map(([name, value]) => {
      const given = answer.headers.get(name)
      const says = given === null ? 'the host does not send it' : given === value ? 'as it should be' : `is ${given}`
      return { what: `header ${name}`, ok: given === value, says }
    })
  } catch (cause) {
    return [{ what: 'headers', ok: false, says: `no answer (${messageOf(cause)})` }]
  }
}

function get(origin: string, path: string): Promise<Response> {
  return fetch(origin + path, { redirect: 'error', cache: 'no-store', signal: AbortSignal.timeout(30_000) })
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
