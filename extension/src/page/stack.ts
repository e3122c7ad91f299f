import { method } from './kept.ts'

const { set } = Reflect
const indexOf = method(String.prototype, 'indexOf')
const slice = method(String.prototype, 'slice')

const { Error } = globalThis
const exec = method(RegExp.prototype, 'exec')
const address = /\w[\w-]*:\/\/[^\s()]+?\.js(?=:)/

/**
 * An error that came through our functions, with the stack that it had without them: error reports of the console
 * would be grouped anew, or thrown away as an extension's fault.
 */
export function withoutOurFrames<Thrown>(thrown: Thrown): Thrown {
  const own = ownAddress()
  if (own === undefined || typeof thrown !== 'object' || thrown === null || !('stack' in thrown)) return thrown
  const { stack } = thrown
  if (typeof stack === 'string' && indexOf(stack, own) !== -1) set(thrown, 'stack', withoutLines(stack, own))
  return thrown
}

/** Where this script lies, as the browser writes it in stacks; found when it is needed first: it takes long. */
function ownAddress(): string | undefined {
  const { stack } = new Error()
  return typeof stack === 'string' ? exec(address, stack)?.[0] : undefined
}

function withoutLines(text: string, part: string): string {
  let kept = ''
  for (let from = 0; from <= text.length; ) {
    const found = indexOf(text, '\n', from)
    const to = found === -1 ? text.length : found
    const line = slice(text, from, to)
    if (indexOf(line, part) === -1) kept += from === 0 ? line : `\n${line}`
    from = to + 1
  }
  return kept
}
