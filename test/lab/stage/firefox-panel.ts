import { clickNode, type Node } from '../browser/firefox-node.ts'
import type { FirefoxPage } from '../browser/firefox-page.ts'

// The panel's shadow root is closed to every script of the page's world. WebDriver BiDi hands out closed ones too; what
// is read there is what is visible, and a real mouse clicks what it finds.

/** What the panel says now, in reading order; empty when there is none. */
export async function readFirefoxPanel(page: FirefoxPage): Promise<string> {
  const roots = await closedRoots(page)
  const said = await Promise.all(roots.map((root) => callOn<string>(page, root, spoken)))
  return said.join(' ').replaceAll(/\s+/g, ' ').trim()
}

/** Clicks a button of the panel with the mouse. */
export function clickFirefoxPanel(page: FirefoxPage, label: string): Promise<void> {
  return clickInside(page, 'button', label)
}

/** Types into the panel's text field and asks. */
export async function giveFirefoxReason(page: FirefoxPage, reason: string): Promise<void> {
  await clickInside(page, 'textarea, input', '')
  await page.type(reason)
  await clickFirefoxPanel(page, 'Ask for approval')
}

/**
 * Waits until the panel says something.
 *
 * @throws {Error} with what it says instead, after 15 s
 */
export async function firefoxPanelSays(page: FirefoxPage, words: string): Promise<void> {
  const until = Date.now() + 15_000
  let said = ''
  do {
    // A page that is just being left says nothing.
    said = await readFirefoxPanel(page).catch(() => '')
    if (said.includes(words)) return
  } while (Date.now() < until)
  throw new Error(`The panel never said "${words}". It says: "${said}"`)
}

async function clickInside(page: FirefoxPage, selector: string, label: string): Promise<void> {
  for (const root of await closedRoots(page)) {
    const find = `function () {
      return [...this.querySelectorAll('[aria-label=Countersign] :is(${selector})')]
        .find((element) => ${JSON.stringify(label)} === '' || element.textContent.trim() === ${JSON.stringify(label)}) ?? null
    }`
    const { sharedId } = await call<{ sharedId?: string }>(page, root, find)
    if (sharedId !== undefined) return clickNode(page, { sharedId })
  }
  throw new Error(`The panel has no "${label === '' ? selector : label}".`)
}

/** The visible text of the panel in a root, buttons by their names. */
const spoken = `function () {
  const region = this.querySelector('[aria-label=Countersign]')
  if (region === null) return ''
  const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT)
  let said = ''
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode
    if (parentElement.checkVisibility() && parentElement.closest('[aria-hidden=true]') === null) said += data + ' '
  }
  return said
}`

/** Below the document, and in a modal dialog, where the panel is while one is open. */
async function closedRoots(page: FirefoxPage): Promise<readonly Node[]> {
  const answer = await page.bidi.call<{ result: { readonly value?: readonly Serialised[] } }>('script.evaluate', {
    expression: "[document.documentElement, ...document.querySelectorAll(':modal')]",
    target: { context: page.context, sandbox: 'test' },
    awaitPromise: false,
    serializationOptions: { maxDomDepth: 1, includeShadowTree: 'all' },
  })
  const children = (answer.result.value ?? []).flatMap(({ value }) => value?.children ?? [])
  return children.flatMap(({ value }) => {
    const root = value?.shadowRoot
    return root?.sharedId !== undefined && root.value?.mode === 'closed' ? [{ sharedId: root.sharedId }] : []
  })
}

type Serialised = {
  readonly sharedId?: string
  readonly value?: {
    readonly mode?: string
    readonly children?: readonly Serialised[]
    readonly shadowRoot?: Serialised | null
  }
}

async function callOn<Value>(page: FirefoxPage, node: Node, declaration: string): Promise<Value> {
  return (await call<{ value: Value }>(page, node, declaration)).value
}

async function call<Result>({ bidi, context }: FirefoxPage, node: Node, declaration: string): Promise<Result> {
  const answer = await bidi.call<{ type: string; result: Result; exceptionDetails?: { text: string } }>(
    'script.callFunction',
    { functionDeclaration: declaration, this: node, target: { context, sandbox: 'test' }, awaitPromise: false },
  )
  if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text)
  return answer.result
}
