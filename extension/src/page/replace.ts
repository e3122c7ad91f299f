import { keeper } from './kept.ts'
import { withoutOurFrames } from './stack.ts'

const { apply, defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Reflect
const { Proxy } = globalThis

// biome-ignore lint/complexity/noBannedTypes: any function at all.
type Native = Function

/** What runs instead of a native function: it gets that function, and the object and arguments of the call. */
type Instead = (native: Native, self: never, args: readonly unknown[]) => unknown

const natives = keeper<WeakMap<Native, Native>>(WeakMap)(new WeakMap())

/**
 * Puts functions of ours in the place of native ones. To the page they stay what they were: name, length, text,
 * attributes of the property, and the stack of what they throw.
 */
export function replaceMethod(owner: object, name: string, instead: Instead): void {
  replace(owner, name, 'value', instead)
}

/** The same for the reading half of a property. */
export function replaceGetter(owner: object, name: string, instead: Instead): void {
  replace(owner, name, 'get', instead)
}

/** The same for the writing half. */
export function replaceSetter(owner: object, name: string, instead: Instead): void {
  replace(owner, name, 'set', instead)
}

/** A replaced function that is asked for its text gives that of the native one. */
export function keepTexts(): void {
  replaceMethod(Function.prototype, 'toString', (native, self, args) => apply(native, natives.get(self) ?? self, args))
}

function replace(owner: object, name: string, part: 'value' | 'get' | 'set', instead: Instead): void {
  const descriptor = getOwnPropertyDescriptor(owner, name)
  const native: unknown = descriptor?.[part]
  if (typeof native === 'function') defineProperty(owner, name, { ...descriptor, [part]: lookAlike(native, instead) })
}

function lookAlike(native: Native, instead: Instead): Native {
  const handler: ProxyHandler<Native> = {
    apply(target, self, args) {
      try {
        // The object is what the page called it on; whoever replaces a method knows its class.
        return instead(target, self as never, args)
      } catch (error) {
        throw withoutOurFrames(error)
      }
    },
  }
  // Other traps are looked up by name: none may come from a prototype that the page changes.
  setPrototypeOf(handler, null)
  const replaced = new Proxy(native, handler)
  natives.set(replaced, native)
  return replaced
}
