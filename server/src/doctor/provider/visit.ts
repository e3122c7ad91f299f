import { request } from 'undici'
import type { Answer } from './authorization-answer.ts'

/** Goes to an address and looks at the answer. Nothing is followed, and no cookie kept. */
export type Visit = (address: string, signal: AbortSignal) => Promise<Answer>

/**
 * As a browser that is led there. `fetch` would say that a script asks (`Sec-Fetch-Mode: cors`), and some providers
 * answer a script otherwise than a person: with JSON in the place of a redirect.
 */
export const visit: Visit = async (address, signal) => {
  const { statusCode: status, headers, body } = await request(address, { headers: navigation, signal })
  const location = [headers['location']].flat()[0]
  if (location === undefined) return { status, location, page: await startOf(body) }
  await body.dump()
  return { status, location, page: '' }
}

const navigation = {
  accept: 'text/html,application/xhtml+xml',
  'user-agent': 'countersign-doctor',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'cross-site',
}

/** Error pages say what is wrong near their start; a sign-in page may be large, and is not needed whole. */
async function startOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true })
    if (text.length >= 100_000) break
  }
  return text
}
