/**
 * The bytes of an answer; no more than the limit is read, however much is sent.
 *
 * @throws {Error} where there is more
 */
export async function readUpTo(response: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
    size += read.value.length
    if (size > limit) {
      await reader?.cancel()
      throw new Error('answered too much')
    }
    chunks.push(read.value)
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}
