import type { PageEntry } from '../page-messages.ts'

/** Fills a form's data with what was held, in its order. An empty file field is a file without name and content. */
export function appendEntries(form: FormData, entries: readonly PageEntry[]): void {
  for (const entry of entries) {
    if ('bytes' in entry) form.append(entry.name, new File([entry.bytes], entry.filename, { type: entry.type }))
    else form.append(entry.name, entry.value)
  }
}
