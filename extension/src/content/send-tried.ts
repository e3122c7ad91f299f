import { followLink } from './follow-link.ts'
import { type Answered, sendFetch } from './send-fetch.ts'
import { sendForm } from './send-form.ts'
import type { Tried } from './tries.ts'

/** Sends what was held, the way it would have gone. @returns undefined where its frame goes elsewhere by it */
export async function sendTried({ capture, opened }: Tried, url: string): Promise<Answered | undefined> {
  const { way } = capture
  const target = opened === undefined ? {} : { target: opened.name }
  if (way.kind === 'fetch') return sendFetch(capture, way, url)
  if (way.kind === 'form') sendForm(capture, { ...way, ...target }, url)
  else followLink({ ...way, ...target }, url)
  return undefined
}
