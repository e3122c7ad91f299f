/** One token of a JSON text (RFC 8259 §2), and where it begins, in UTF-16 code units. */
export type JsonToken = { readonly token: string; readonly index: number }

/**
 * The tokens of a JSON text, without the white space between them. A pass by hand: on hostile text a regular expression
 * may run out of its engine's stack.
 *
 * @param text known to be JSON
 */
export function* jsonTokens(text: string): Generator<JsonToken> {
  for (let index = 0; index < text.length; ) {
    const end = endOfToken(text, index)
    if (!isSpace(text.charCodeAt(index))) yield { token: text.slice(index, end), index }
    index = end
  }
}

function endOfToken(text: string, start: number): number {
  const first = text.charAt(start)
  if (first === '"') return endOfString(text, start)
  if (marks.includes(first) || isSpace(text.charCodeAt(start))) return start + 1
  let end = start + 1
  while (end < text.length && !marks.includes(text.charAt(end)) && !isSpace(text.charCodeAt(end))) end += 1
  return end
}

const marks = '{}[],:'

function endOfString(text: string, start: number): number {
  let end = start + 1
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1
  return end + 1
}

/** RFC 8259 §2. */
function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d
}
