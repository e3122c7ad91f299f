import type { Match } from '../schema.ts'

/** Whether the browser's network blocks nothing for a rule's sake, so that only what page scripts send is looked into. */
export function isRelaxed({ mode, body }: Pick<Match, 'mode' | 'body'>): boolean {
  return mode === 'relaxed' || body?.mode === 'relaxed'
}
