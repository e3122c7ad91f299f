import type { Action } from '../protocol/index.ts'

/** What of an action nobody is shown, though it is sent: names of fields and of headers, each once. */
export type HiddenParts = { readonly fields: readonly string[]; readonly headers: readonly string[] }

export function hiddenParts({ body, headers }: Pick<Action, 'body' | 'headers'>): HiddenParts {
  const fields = body === undefined || body.kind === 'bytes' ? [] : (body.fields ?? [])
  return {
    fields: unique(fields.map(({ field }) => field)),
    headers: unique(headers.flatMap((header) => ('hidden' in header ? [header.name] : []))),
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
