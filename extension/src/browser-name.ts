/** The kinds of browser that there is a build for. */
export type BrowserName = 'chromium' | 'firefox'
