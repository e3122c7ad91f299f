import type { Act, Path, Targets } from '../../path.ts'
import { submitInFrame } from '../submit-in-frame.ts'
import { always } from './always.ts'

/** The row is gone before the server has answered, and comes back without a word where that fails. */
const removeRow: Act = ({ url }) => {
  const list = document.querySelector('ul')
  const row = document.querySelector('li')
  row?.remove()
  fetch(url, { method: 'DELETE' })
    .then(({ ok }) => ok || Promise.reject())
    .catch(() => list?.append(row ?? ''))
  return 'nothing'
}

/** Sends, and asks nothing of how it went. */
const swallow: Act = ({ url }) => {
  fetch(url, { method: 'DELETE' }).catch(() => {})
  return 'nothing'
}

const submit: Act = ({ url }) => {
  document.body.innerHTML =
    '<form method="post"><input type="hidden" name="a" value="1"><button id="go"></button></form>'
  document.forms[0]?.setAttribute('action', url)
  return 'nothing'
}

const refusing = ({ console, kind }: Targets, id: string) => `${console}/matrix/refusing/${kind}/${id}`
const breaking = ({ console, kind }: Targets, id: string) => `${console}/matrix/breaking/${kind}/${id}`
const refused = /The console refused it.*answered 403/
const unanswered = /Sent, no answer/

/** Pages that tell nothing, or the wrong thing: there the panel alone tells what happened. */
export const silentPaths: readonly Path[] = [
  {
    name: 'console, a row that vanishes at once',
    fate: 'held',
    method: 'DELETE',
    page: '/matrix/rows/page',
    act: removeRow,
    expects: { page: { held: '', approved: '', denied: 'Ledger', expired: 'Ledger' } },
  },
  {
    name: 'console, a row that vanishes at once: refused after the approval',
    fate: 'held',
    method: 'DELETE',
    page: '/matrix/rows/page',
    target: refusing,
    act: removeRow,
    expects: { approved: refused, page: { held: '', ...always('Ledger') } },
  },
  {
    name: 'console, an error that is swallowed: refused after the approval',
    fate: 'held',
    method: 'DELETE',
    target: refusing,
    act: swallow,
    expects: { approved: refused, page: { held: '', ...always('') } },
  },
  {
    name: 'console, an error that is swallowed: no answer after the approval',
    fate: 'held',
    method: 'DELETE',
    target: breaking,
    act: swallow,
    expects: { approved: unanswered, page: { held: '', ...always('') } },
  },
  {
    name: 'console, an error as a page: refused after the approval',
    fate: 'held',
    method: 'POST',
    target: refusing,
    act: submit,
    click: '#go',
    expects: { approved: refused, page: { held: '', approved: 'Your session has ended.', denied: '', expired: '' } },
  },
  {
    name: 'console, an error as a page: no answer after the approval',
    fate: 'held',
    method: 'POST',
    target: breaking,
    act: submit,
    click: '#go',
    expects: { approved: unanswered },
  },
  {
    name: 'console, an error as a page in a frame: no answer after the approval',
    fate: 'held',
    // As with every form in a frame that a script made: see the extension's overheard.ts.
    except: { chromium: 'blocked' },
    method: 'POST',
    target: breaking,
    act: submitInFrame,
    expects: { approved: unanswered },
  },
]
