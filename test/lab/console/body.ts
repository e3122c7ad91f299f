import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Bodies stay the bytes that came, so that the record of calls can show them; each route reads them itself. */
export function keepBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** The body as a JSON object; anything else is an empty one. */
export function jsonBody(request: FastifyRequest): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytesOf(request).toString('utf8'))
    // An object's members are unknown until the route checks them.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** The body as a form, url-encoded or multipart; a body that is neither is an empty form. */
export async function formBody(request: FastifyRequest): Promise<FormData> {
  const type = request.headers['content-type'] ?? ''
  try {
    return await new Response(new Uint8Array(bytesOf(request)), { headers: { 'content-type': type } }).formData()
  } catch (error) {
    if (error instanceof TypeError) return new FormData()
    throw error
  }
}

/** A form's text field, trimmed; a file or nothing is an empty text. */
export function textField(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

function bytesOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}
