/** Firefox alone gives content scripts a way to hand objects to the page's world. */
export const isFirefox = 'cloneInto' in globalThis
