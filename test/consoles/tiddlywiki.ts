import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startProgram } from './program.ts'
import type { RealConsole } from './real-console.ts'

/**
 * TiddlyWiki (Jeremy Ruston and others): a wiki that is one page, with a queue of XMLHttpRequests of its own. It deletes
 * at once on the screen and afterwards on the server; saving a note deletes its draft.
 */
export const tiddlyWiki: RealConsole = {
  name: 'TiddlyWiki',
  package: { name: 'tiddlywiki', version: '5.4.1' },
  start: async ({ origin, port, directory, packages }) => {
    const wiki = join(directory, 'wiki')
    await mkdir(wiki)
    await writeFile(join(wiki, 'tiddlywiki.info'), JSON.stringify({ plugins, themes }))
    return startProgram({
      args: [join(packages, 'tiddlywiki/tiddlywiki.js'), wiki, '--listen', `port=${port}`, 'host=127.0.0.1'],
      answers: `${origin}/status`,
    })
  },
  // The team's runbooks are protected, other notes and drafts are not.
  rules: (origin) => `  - id: delete-runbook
    console: TiddlyWiki
    match: { method: DELETE, url: "${origin}/bags/:bag/tiddlers/Runbook-:runbook" }
    summary: "Delete runbook {runbook}"
    approvers: { when: "'platform-leads' in approver.groups" }
`,
  work: async (page, origin, word) => {
    await page.goto(origin)
    await page.locator('.tc-page-controls button[aria-label="new tiddler"]').click()
    const editor = page.locator('.tc-tiddler-edit-frame')
    await editor.locator('input.tc-titlebar').fill(`Runbook-${word}`)
    const saved = answerTo(page, 'PUT', `Runbook-${word}`)
    const draftGone = answerTo(page, 'DELETE', '/Draft%20of%20')
    await button(editor, 'save').click()
    await Promise.all([saved, draftGone])
    await page.reload()
    await page.locator('.tc-search input').first().fill(word)
    await page
      .locator('.tc-search-results a', { hasText: `Runbook-${word}` })
      .first()
      .waitFor()
  },
  destructions: [
    {
      name: 'delete a runbook',
      rule: 'delete-runbook',
      prepare: async (origin, thing) => {
        const headers = { 'content-type': 'application/json', 'x-requested-with': 'TiddlyWiki' }
        const body = JSON.stringify({ title: `Runbook-${thing}`, text: 'Turn it off and on again.' })
        const answer = await fetch(noteUrl(origin, thing), { method: 'PUT', headers, body })
        if (!answer.ok) throw new Error(`TiddlyWiki says ${answer.status}`)
      },
      click: async (page, origin, thing) => {
        page.on('dialog', (dialog) => void dialog.accept())
        await page.goto(`${origin}/#Runbook-${thing}`)
        await button(page.locator(`[data-tiddler-title="Runbook-${thing}"]`), 'edit').click()
        await button(page.locator('.tc-tiddler-edit-frame'), 'delete').click()
      },
      summary: (thing) => `Delete runbook ${thing}`,
      isDone: async (origin, thing) => (await fetch(noteUrl(origin, thing))).status === 404,
      times: async ({ program }, thing) =>
        program.lines().filter((line) => line.endsWith(`Dispatching 'delete' task: Runbook-${thing}`)).length,
    },
  ],
}

/** Those of its edition for a server. */
const plugins = ['tiddlywiki/tiddlyweb', 'tiddlywiki/filesystem', 'tiddlywiki/highlight']
const themes = ['tiddlywiki/vanilla', 'tiddlywiki/snowwhite']

function noteUrl(origin: string, thing: string): string {
  return `${origin}/recipes/default/tiddlers/Runbook-${thing}`
}

function button(inside: ReturnType<Page['locator']>, name: string) {
  return inside.locator(`button[class~="tc-btn-%24%3A%2Fcore%2Fui%2FButtons%2F${name}"]`)
}

function answerTo(page: Page, method: string, part: string) {
  return page.waitForResponse((answer) => answer.request().method() === method && answer.url().includes(part))
}
