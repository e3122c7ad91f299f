import type { Path } from '../path.ts'
import { submitInFrame } from './submit-in-frame.ts'

export const formPaths: readonly Path[] = [
  {
    name: 'form, a click on its button',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<form method="post"><input name="a" value="1"><button id="go">Go</button></form>'
      document.forms[0]?.setAttribute('action', url)
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'form, its button’s own address',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<form><button id="go" name="b" value="2" formmethod="post">Go</button></form>'
      document.querySelector('button')?.setAttribute('formaction', url)
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'form, submit()',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<form method="post"><input name="a" value="1"></form>'
      document.forms[0]?.setAttribute('action', url)
      document.forms[0]?.submit()
      return 'nothing'
    },
  },
  {
    name: 'form, requestSubmit()',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<form method="post"><input name="a" value="1"></form>'
      document.forms[0]?.setAttribute('action', url)
      document.forms[0]?.requestSubmit()
      return 'nothing'
    },
  },
  {
    name: 'form, multipart with a file',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML =
        '<form method="post" enctype="multipart/form-data"><input type="file" name="f"><input name="a" value="1"></form>'
      const files = new DataTransfer()
      files.items.add(new File(['content'], 'f.txt', { type: 'text/plain' }))
      const input = document.querySelector<HTMLInputElement>('input[type=file]')
      if (input !== null) input.files = files.files
      document.forms[0]?.setAttribute('action', url)
      document.forms[0]?.requestSubmit()
      return 'nothing'
    },
  },
  {
    name: 'form into a named frame',
    // A script may have listened in that frame: see the extension's overheard.ts.
    fate: 'held',
    except: { chromium: 'blocked' },
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML =
        '<iframe name="inside"></iframe><form method="post" target="inside"><button id="go">Go</button></form>'
      document.forms[0]?.setAttribute('action', url)
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'form in a frame',
    fate: 'held',
    except: { chromium: 'blocked' },
    method: 'POST',
    act: submitInFrame,
  },
  {
    name: 'form into a new tab',
    fate: 'held',
    endsElsewhere: true,
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<form method="post" target="_blank"><button id="go">Go</button></form>'
      document.forms[0]?.setAttribute('action', url)
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'link into a new tab',
    fate: 'held',
    endsElsewhere: true,
    method: 'GET',
    act: ({ url }) => {
      document.body.innerHTML = '<a id="go" target="_blank">Go</a>'
      document.querySelector('a')?.setAttribute('href', url)
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'form in a dialog',
    fate: 'held',
    method: 'POST',
    act: ({ url }) => {
      document.body.innerHTML = '<dialog><form method="post"><button id="go">Go</button></form></dialog>'
      document.forms[0]?.setAttribute('action', url)
      document.querySelector('dialog')?.showModal()
      return 'nothing'
    },
    click: '#go',
  },
  {
    name: 'form, GET with side effects',
    fate: 'held',
    method: 'GET',
    act: ({ url }) => {
      document.body.innerHTML = '<form><button id="go">Go</button></form>'
      document.forms[0]?.setAttribute('action', url)
      return 'nothing'
    },
    click: '#go',
  },
]
