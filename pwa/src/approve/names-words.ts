/** Names as people say them: “A, B and C”. */
export function namesWords(names: readonly string[], last: 'and' | 'or'): string {
  const before = names.slice(0, -1)
  return before.length === 0 ? names.join('') : `${before.join(', ')} ${last} ${names.at(-1)}`
}
