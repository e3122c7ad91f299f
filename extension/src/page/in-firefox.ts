/** Firefox alone has it; looked for before any script of the page could say otherwise. */
export const inFirefox = 'mozInnerScreenX' in window
