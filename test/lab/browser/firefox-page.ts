import { writeFile } from 'node:fs/promises'
import type { Bidi } from './bidi.ts'
import { clickNode, findNode, type Node } from './firefox-node.ts'

type Run<Argument, Result> = (argument: Argument) => Result | Promise<Result>

/** One tab, window or frame of Firefox. What is handed in and out of it is JSON. */
export type FirefoxPage = {
  readonly bidi: Bidi
  readonly context: string
  /** Waits until it has loaded. */
  readonly goto: (url: string) => Promise<void>
  readonly url: () => Promise<string>
  /** Runs a function among the page's own scripts. */
  readonly evaluate: <Argument, Result>(run: Run<Argument, Result>, argument: Argument) => Promise<Result>
  /** The same where no hook is, with the browser's own functions. */
  readonly evaluateUnhooked: <Argument, Result>(run: Run<Argument, Result>, argument: Argument) => Promise<Result>
  /** Waits for an element. */
  readonly waitFor: (selector: string) => Promise<void>
  /** Waits for an element and clicks it with the mouse. */
  readonly click: (selector: string) => Promise<void>
  readonly type: (text: string) => Promise<void>
  readonly setFiles: (selector: string, files: readonly string[]) => Promise<void>
  readonly frames: () => Promise<readonly FirefoxPage[]>
  readonly screenshot: (file: string) => Promise<void>
  readonly close: () => Promise<void>
}

export function makePage(bidi: Bidi, context: string): FirefoxPage {
  const tree = async () => {
    const { contexts } = await bidi.call<Tree>('browsingContext.getTree', { root: context, maxDepth: 1 })
    return contexts[0]
  }
  const page: FirefoxPage = {
    bidi,
    context,
    goto: async (url) => {
      await bidi.call('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    url: async () => (await tree())?.url ?? '',
    evaluate: (run, argument) => evaluate(bidi, { context }, run, argument),
    evaluateUnhooked: (run, argument) => evaluate(bidi, { context, sandbox: 'test' }, run, argument),
    waitFor: async (selector) => {
      await awaitNode(page, selector)
    },
    click: async (selector) => clickNode(page, await awaitNode(page, selector)),
    type: async (text) => {
      const actions = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await bidi.call('input.performActions', { context, actions: [{ type: 'key', id: 'keys', actions }] })
    },
    setFiles: async (selector, files) => {
      await bidi.call('input.setFiles', { context, element: await awaitNode(page, selector), files })
    },
    frames: async () => ((await tree())?.children ?? []).map((child) => makePage(bidi, child.context)),
    screenshot: async (file) => {
      const { data } = await bidi.call<{ data: string }>('browsingContext.captureScreenshot', { context })
      await writeFile(file, Buffer.from(data, 'base64'))
    },
    close: async () => {
      await bidi.call('browsingContext.close', { context })
    },
  }
  return page
}

type Tree = {
  readonly contexts: readonly {
    readonly url: string
    readonly children: readonly { readonly context: string }[] | null
  }[]
}

/** How long something that must come is waited for. */
const patience = 15_000

/** @throws {Error} when it is not there after 15 s */
async function awaitNode(page: FirefoxPage, selector: string): Promise<Node> {
  const until = Date.now() + patience
  do {
    // A page that is just being left has no nodes to find.
    const node = await findNode(page, selector).catch(() => undefined)
    if (node !== undefined) return node
  } while (Date.now() < until)
  throw new Error(`There is no ${selector} at ${await page.url()}.`)
}

async function evaluate<Argument, Result>(
  bidi: Bidi,
  target: object,
  run: Run<Argument, Result>,
  argument: Argument,
): Promise<Result> {
  const value = JSON.stringify(argument)
  const answer = await bidi.call<Evaluated>('script.evaluate', {
    expression: `(async () => JSON.stringify({ value: await (${run})(${value}) }))()`,
    target,
    awaitPromise: true,
    userActivation: true,
  })
  if (answer.type !== 'success') throw new Error(answer.exceptionDetails.text)
  // It is what the function returned, as JSON has it.
  return JSON.parse(answer.result.value).value as Result
}

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } }
