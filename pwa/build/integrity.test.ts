import { expect, test } from 'vitest'
import { withIntegrity } from './integrity.ts'

const integrity = new Map([
  ['/assets/app.js', 'sha256-app='],
  ['/assets/later.js', 'sha256-later='],
  ['/assets/app.css', 'sha256-css='],
])
const page = `<head>
    <link rel="icon" href="/icon.svg" />
    <script type="module" crossorigin src="/assets/app.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/later.js">
    <link rel="stylesheet" crossorigin href="/assets/app.css">
  </head>`

test('everything that loads a script or a style says what it must be, imported scripts in a map before them', () => {
  expect(withIntegrity(page, integrity)).toBe(`<head>
    <link rel="icon" href="/icon.svg" />
    <script type="importmap">{"integrity":{"/assets/app.js":"sha256-app=","/assets/later.js":"sha256-later="}}</script>
    <script type="module" crossorigin src="/assets/app.js" integrity="sha256-app="></script>
    <link rel="modulepreload" crossorigin href="/assets/later.js" integrity="sha256-later=">
    <link rel="stylesheet" crossorigin href="/assets/app.css" integrity="sha256-css=">
  </head>`)
})

test.each([
  ['a script that was not built', '<script src="/assets/other.js"></script>'],
  ['a script from elsewhere', '<script src="https://cdn.example/x.js"></script>'],
  ['a style from elsewhere', '<link rel="stylesheet" href="/style.css">'],
])('%s ends the build', (_, element) => {
  expect(() => withIntegrity(page.replace('</head>', `${element}</head>`), integrity)).toThrow()
})
