import type { FirefoxPage } from './firefox-page.ts'

/** An element, as WebDriver BiDi names it. */
export type Node = { readonly sharedId: string }

export async function findNode({ bidi, context }: FirefoxPage, selector: string): Promise<Node | undefined> {
  const locator = { type: 'css', value: selector }
  const { nodes } = await bidi.call<{ nodes: readonly Node[] }>('browsingContext.locateNodes', { context, locator })
  return nodes[0]
}

/** A real click with the mouse, in the middle of what is seen of it. */
export async function clickNode({ bidi, context }: FirefoxPage, { sharedId }: Node): Promise<void> {
  await bidi.call('script.callFunction', {
    functionDeclaration: `function () { this.scrollIntoView({ block: 'center', behavior: 'instant' }) }`,
    this: { sharedId },
    target: { context, sandbox: 'test' },
    awaitPromise: false,
  })
  const origin = { type: 'element', element: { sharedId } }
  const actions = [
    { type: 'pointerMove', x: 0, y: 0, origin },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ]
  await bidi.call('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] })
}
