import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startProgram } from './program.ts'
import type { RealConsole } from './real-console.ts'

/**
 * Node-RED (OpenJS Foundation): programs drawn with the mouse. jQuery's XMLHttpRequest; every save is one POST of the
 * whole configuration, so a rule looks into its body.
 */
export const nodeRed: RealConsole = {
  name: 'Node-RED',
  package: { name: 'node-red', version: '4.1.15' },
  start: async ({ origin, port, directory, packages }) => {
    const userDir = join(directory, 'node-red')
    await mkdir(userDir, { recursive: true })
    const settings = join(userDir, 'settings.js')
    await writeFile(settings, `module.exports = ${JSON.stringify(settingsFor(port, userDir))}\n`)
    const program = await startProgram({
      args: [join(packages, 'node-red/red.js'), '-s', settings],
      answers: `${origin}/flows`,
    })
    await saveView(origin)
    return program
  },
  rules: (origin) => `  - id: deploy-command
    console: Node-RED
    match: { method: POST, url: "${origin}/flows", body: { json: { "/flows/*/type": exec } } }
    summary: "Deploy flows that run a command"
    approvers: { when: "'platform-leads' in approver.groups" }
  - id: delete-context
    console: Node-RED
    match: { method: DELETE, url: "${origin}/context/:scope/:key" }
    summary: "Delete {key} of the {scope} context"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
  work: async (page, origin, word) => {
    await open(page, origin)
    await importNode(page, { id: `comment-${word}`, type: 'comment', name: `note-${word}`, wires: [] })
    const saved = page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/flows'),
    )
    await page.locator('#red-ui-header-button-deploy').click()
    await saved
    await open(page, origin)
    await page
      .locator('.red-ui-flow-node-label', { hasText: `note-${word}` })
      .first()
      .waitFor()
  },
  destructions: [
    {
      name: 'deploy a command',
      rule: 'deploy-command',
      prepare: async () => {},
      click: async (page, origin, thing) => {
        await open(page, origin)
        await importNode(page, { ...command, id: `command-${thing}`, name: thing })
        await page.locator('#red-ui-header-button-deploy').click()
      },
      summary: () => 'Deploy flows that run a command',
      isDone: async (origin, thing) => (await (await fetch(`${origin}/flows`)).text()).includes(`"command-${thing}"`),
      times: async ({ program }) => program.lines().filter((line) => line.includes('"event":"flows.set"')).length,
    },
    {
      name: 'delete a stored value',
      rule: 'delete-context',
      prepare: storeValue,
      click: async (page, origin, thing) => {
        await open(page, origin)
        await page.keyboard.press('Control+g')
        await page.keyboard.press('x')
        await page.locator('.red-ui-palette-header', { hasText: 'Global' }).getByRole('button').click()
        const row = page.locator('tr', { hasText: thing })
        await row.hover()
        await row.locator('.fa-trash').click()
        await page.locator('.red-ui-popover').getByRole('button', { name: 'Delete' }).click()
      },
      summary: (thing) => `Delete ${thing} of the global context`,
      isDone: async (origin, thing) => !(await isStored(origin, thing)),
      times: async ({ program }, thing) =>
        program.lines().filter((line) => line.includes('"event":"context.delete"') && line.includes(`"${thing}"`))
          .length,
    },
  ],
}

function settingsFor(uiPort: number, userDir: string) {
  return {
    uiHost: '127.0.0.1',
    uiPort,
    userDir,
    flowFile: 'flows.json',
    credentialSecret: 'of the test',
    telemetry: { enabled: false },
    editorTheme: { tours: false, palette: { catalogues: [] } },
    logging: { console: { level: 'info', audit: true } },
  }
}

/** The editor saves these at its first visit, if nobody has; which browser that is must not make a difference. */
async function saveView(origin: string): Promise<void> {
  const shown = { 'view-show-grid': true, 'view-snap-grid': true, 'view-grid-size': 20, 'view-node-status': true }
  const view = { 'view-store-zoom': false, 'view-store-position': false, ...shown }
  const more = { 'view-node-info-icon': true, 'view-node-show-label': true, 'view-show-tips': true }
  const body = JSON.stringify({ editor: { view: { ...view, ...more, 'view-show-welcome-tours': true } } })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${origin}/settings/user`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`Node-RED says ${answer.status}`)
}

/** A value is stored by a flow that runs once, and is then not needed any more. */
async function storeValue(origin: string, name: string): Promise<void> {
  const rules = [{ t: 'set', p: name, pt: 'global', to: '1', tot: 'num' }]
  const nodes = [
    { id: `begin-${name}`, type: 'inject', props: [], once: true, onceDelay: '0', wires: [[`set-${name}`]] },
    { id: `set-${name}`, type: 'change', rules, wires: [[]] },
  ]
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ label: `Store ${name}`, nodes })
  const answer = await fetch(`${origin}/flow`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`Node-RED says ${answer.status}`)
  const { id } = (await answer.json()) as { id: string }
  while (!(await isStored(origin, name))) await new Promise((resolve) => setTimeout(resolve, 50))
  await fetch(`${origin}/flow/${id}`, { method: 'DELETE' })
}

async function isStored(origin: string, name: string): Promise<boolean> {
  return (await (await fetch(`${origin}/context/global`)).text()).includes(`"${name}"`)
}

const command = {
  type: 'exec',
  command: 'true',
  addpay: '',
  append: '',
  useSpawn: 'false',
  timer: '',
  winHide: false,
  oldrc: false,
  wires: [[], [], []],
}

async function open(page: Page, origin: string): Promise<void> {
  await page.goto(origin)
  await page.locator('.red-ui-palette-node').first().waitFor()
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' })
}

/** As from the clipboard, then put down by a click on the sheet. */
async function importNode(page: Page, node: object): Promise<void> {
  await page.keyboard.press('Control+i')
  await page.locator('#red-ui-clipboard-dialog-import-text').fill(JSON.stringify([{ x: 100, y: 100, ...node }]))
  await page.keyboard.press('End')
  await page.locator('#red-ui-clipboard-dialog-ok').click()
  await page.mouse.move(500, 300)
  await page.mouse.click(520, 320)
}
