import type { BrowserContext } from 'playwright-core'

/**
 * Hears every breach of a content security policy (Trusted Types are part of it) in the pages of a browser, from now on:
 * pages that are open already are not heard before they load again.
 *
 * @returns what was heard so far: the directive, and what was blocked
 */
export async function hearViolations(context: BrowserContext): Promise<() => readonly string[]> {
  const heard: string[] = []
  await context.exposeFunction('countersignViolation', (words: string) => heard.push(words))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, documentURI, sample }) => {
      const report: unknown = Reflect.get(window, 'countersignViolation')
      if (typeof report === 'function') report(`${documentURI}: ${effectiveDirective} ${blockedURI} ${sample}`)
    })
  })
  return () => heard
}
