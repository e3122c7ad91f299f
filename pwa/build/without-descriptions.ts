import type { Plugin } from 'vite'

/** What schemas say of themselves to editors and in OpenAPI: nobody reads it on a phone, and every phone would load it. */
export function withoutDescriptions(): Plugin {
  return {
    name: 'without-descriptions',
    enforce: 'pre',
    transform: (code, id) =>
      /\/shared\/src\/(?:api|log|policy|protocol)\/[^?]*\.ts$/.test(id) && code.includes('description:')
        ? { code: code.replace(described, "description: ''"), map: null }
        : null,
  }
}

/** A member with a text in single quotes, in which a quote stands behind a backslash. */
const described = /\bdescription:\s*'(?:[^'\\\n]|\\.)*'/g
