/** The kinds of body that a page can give to `fetch`. */
export const shapes = ['nothing', 'text', 'json', 'bytes', 'blob', 'fields', 'form', 'form with files'] as const

export type Shape = (typeof shapes)[number]

/** Runs in the page: puts a body of that kind, and tells what came of it. */
export async function putShape(shape: Shape): Promise<string> {
  const form = new FormData()
  form.append('note', 'ü\nx')
  form.append('note', '')
  if (shape === 'form with files') {
    form.append('file', new File(['%PDF'], 'a.pdf', { type: 'application/pdf' }))
    form.append('none', new File([], ''))
  }
  const bodies: Readonly<Record<Shape, BodyInit | null>> = {
    nothing: null,
    text: 'ü',
    json: '{"a":1}',
    bytes: new Uint8Array([0, 255, 254, 128]),
    blob: new Blob(['%PDF'], { type: 'application/pdf' }),
    fields: new URLSearchParams({ a: 'ü x', b: '1\n2' }),
    form,
    'form with files': form,
  }
  const headers: Record<string, string> = shape === 'json' ? { 'content-type': 'application/json' } : {}
  const url = `/meddled/${encodeURIComponent(shape)}`
  return fetch(url, { method: 'PUT', headers, body: bodies[shape] }).then(({ status }) => String(status), String)
}
