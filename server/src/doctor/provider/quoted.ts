/** Text from a provider for a terminal: on one line, without control characters, not long. */
export function quoted(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)) ?? 'nothing'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, ' ')
  return plain.length > 200 ? `“${plain.slice(0, 200)}…”` : `“${plain}”`
}
