import { jsonTokens } from '../protocol/index.ts'

/**
 * JSON text with line breaks and indentation, or undefined when it is not JSON. Works on the text itself and not on
 * its parsed value: numbers keep their digits, strings their escapes, and names that stand twice stand twice.
 */
export function reindentJson(text: string): string | undefined {
  if (!isJson(text)) return undefined
  let depth = 0
  let previous = ''
  let out = ''
  for (const { token } of jsonTokens(text)) {
    const closing = token === '}' || token === ']'
    if (closing) depth -= 1
    const empty = closing && (previous === '{' || previous === '[')
    const breaks = !empty && (closing || previous === '{' || previous === '[' || previous === ',')
    if (breaks) out += `\n${'  '.repeat(depth)}`
    out += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    previous = token
  }
  return out
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
