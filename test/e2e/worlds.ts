import type { CDPSession, Page } from 'playwright-core'

type Run<Argument, Result> = (argument: Argument) => Result | Promise<Result>

/**
 * Runs a function in the page where no hook is: a world of scripts of its own, with the browser's own functions and
 * the same network rules. What it sees is what the browser does by itself.
 */
export function evaluateUnhooked<Argument, Result>(page: Page, run: Run<Argument, Result>, argument: Argument) {
  return withSession(page, async (session) => {
    const { frameTree } = await session.send('Page.getFrameTree')
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
    return evaluate(session, run, argument, { contextId: executionContextId })
  })
}

/** The same among the page's own scripts, called in the same way. */
export function evaluateHooked<Argument, Result>(page: Page, run: Run<Argument, Result>, argument: Argument) {
  return withSession(page, (session) => evaluate(session, run, argument, {}))
}

async function evaluate<Argument, Result>(
  session: CDPSession,
  run: Run<Argument, Result>,
  argument: Argument,
  world: { readonly contextId?: number },
): Promise<Result> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    ...world,
    expression: `(${run})(${JSON.stringify(argument)})`,
    awaitPromise: true,
    returnByValue: true,
  })
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description)
  // By value, so it is what the function returned, as JSON has it.
  return result.value as Result
}

async function withSession<Value>(page: Page, run: (session: CDPSession) => Promise<Value>): Promise<Value> {
  const session = await page.context().newCDPSession(page)
  try {
    return await run(session)
  } finally {
    await session.detach()
  }
}
