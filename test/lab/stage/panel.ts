import type { CDPSession, Frame, Page } from 'playwright-core'

// The panel's shadow root is closed to every script of the page's world, a test's included. The browser's accessibility
// tree shows what a screen reader reads, and a real mouse clicks what it finds there.

/** What the panel of a page, or of a frame of another site in it, says now, in reading order; empty when there is none. */
export async function readPanel(page: Page | Frame): Promise<string> {
  return spoken(await withSession(page, panelNodes))
}

/** What each card of the panel says now. */
export async function readCards(page: Page): Promise<readonly string[]> {
  const nodes = await withSession(page, panelNodes)
  const begins = nodes.flatMap(({ role }, index) => (role?.value === 'article' ? [index] : []))
  return begins.map((begin, index) => spoken(nodes.slice(begin, begins[index + 1])))
}

/** Clicks a button or a link of the panel with the mouse. */
export function clickPanel(page: Page, label: string): Promise<void> {
  return clickNode(page, ({ role, name }) => isClickable(role?.value) && name?.value === label, label)
}

/**
 * Types into the panel's text field and asks.
 *
 * @returns when the button was clicked, in milliseconds since the epoch
 */
export async function giveReason(page: Page, reason: string): Promise<number> {
  await clickNode(page, ({ role }) => role?.value === 'textbox', 'text field')
  await page.keyboard.type(reason)
  const asked = Date.now()
  await clickPanel(page, 'Ask for approval')
  return asked
}

function isClickable(role: unknown): boolean {
  return role === 'button' || role === 'link'
}

type AxNode = {
  readonly nodeId: string
  readonly backendDOMNodeId?: number
  readonly childIds?: readonly string[]
  readonly role?: { readonly value?: unknown }
  readonly name?: { readonly value?: string }
}

function spoken(nodes: readonly AxNode[]): string {
  const words = nodes.flatMap(({ role, name }) => (isSpoken(role?.value) ? [name?.value ?? ''] : []))
  return words.join(' ').replaceAll(/\s+/g, ' ').trim()
}

function isSpoken(role: unknown): boolean {
  return role === 'StaticText' || role === 'button'
}

async function clickNode(page: Page, wanted: (node: AxNode) => boolean, label: string): Promise<void> {
  const [x, y] = await withSession(page, async (session) => {
    const node = (await panelNodes(session)).find(wanted)
    if (node?.backendDOMNodeId === undefined) throw new Error(`The panel has no "${label}".`)
    const { model } = await session.send('DOM.getBoxModel', { backendNodeId: node.backendDOMNodeId })
    const [left = 0, top = 0, , , right = 0, bottom = 0] = model.content
    return [(left + right) / 2, (top + bottom) / 2] as const
  })
  await page.mouse.click(x, y)
}

/** The panel's nodes in reading order; what stands inside a button is the button's name. */
async function panelNodes(session: CDPSession): Promise<readonly AxNode[]> {
  // The protocol's own types are looser than what is read here.
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: readonly AxNode[] }
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const inside = (node: AxNode): readonly AxNode[] => {
    if (node.role?.value === 'button') return [node]
    const children = (node.childIds ?? []).flatMap((id) => byId.get(id) ?? [])
    return [node, ...children.flatMap(inside)]
  }
  return nodes.filter(({ role, name }) => role?.value === 'region' && name?.value === 'Countersign').flatMap(inside)
}

async function withSession<Value>(page: Page | Frame, run: (session: CDPSession) => Promise<Value>): Promise<Value> {
  const owner = 'childFrames' in page ? page.page() : page
  const session = await owner.context().newCDPSession(page)
  try {
    return await run(session)
  } finally {
    await session.detach()
  }
}
