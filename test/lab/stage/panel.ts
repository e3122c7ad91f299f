import type { CDPSession, Page } from 'playwright-core'

/**
 * Looks into the panel as a person does. Its shadow root is closed to scripts, the test's own included; the browser's
 * accessibility tree shows what a screen reader would read.
 */
export type PanelView = { readonly text: string }

/** What the panel says now, in reading order. */
export async function readPanel(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  try {
    return await panelText(session)
  } finally {
    await session.detach()
  }
}

type AxNode = {
  nodeId: string
  childIds?: string[]
  role?: { value?: string }
  name?: { value?: string }
  ignored: boolean
}

async function panelText(session: CDPSession): Promise<string> {
  // The protocol's types are wider than what is read here.
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] }
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const panel = nodes.find(({ role, name }) => role?.value === 'region' && name?.value === 'Countersign')
  const words: string[] = []
  const walk = (node: AxNode | undefined): void => {
    if (node?.role?.value === 'StaticText' || node?.role?.value === 'button') words.push(node.name?.value ?? '')
    if (node?.role?.value === 'button') return
    for (const id of node?.childIds ?? []) walk(byId.get(id))
  }
  walk(panel)
  return words.join(' ').replaceAll(/\s+/g, ' ')
}
