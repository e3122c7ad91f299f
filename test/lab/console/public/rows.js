// The behaviour that all tables of the console share: rename in place, delete with feedback in the row.

/** @type {(name: string) => string} */
export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''

/**
 * Wires the table of the page.
 * @param {{ rename(id: string, name: string): Promise<Response>, remove(id: string): Promise<Response> }} requests
 */
export function wireRows(requests) {
  document.querySelector('tbody')?.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-action]') : null
    const row = button?.closest('tr[data-row]')
    if (!(button instanceof HTMLButtonElement) || !(row instanceof HTMLTableRowElement)) return
    if (button.dataset.action === 'delete') remove(row, button, requests)
    if (button.dataset.action === 'rename') rename(row, button, requests)
  })
}

/** Keeps the rows whose ids are in the set; shows the empty text where none is left. */
export function showOnly(ids) {
  for (const row of rows()) row.hidden = !ids.has(row.dataset.row)
  showEmpty()
}

/** Gives a row its name, and its buttons theirs. */
export function nameRow(row, name) {
  row.querySelector('[data-field=name]').textContent = name
  for (const button of row.querySelectorAll('button[data-action]')) {
    button.setAttribute('aria-label', `${button.textContent} ${name}`)
  }
}

/** Says something to people who listen to the page. */
export function announce(text) {
  const place = document.querySelector('[data-announcements]')
  if (place !== null) place.textContent = text
}

/** Waits for an answer; a refusal or a broken connection becomes an error in words for people. */
export async function settle(request) {
  const response = await request.catch(() => {
    throw new Error('Acme Admin can’t be reached. Check your connection and try again.')
  })
  if (response.ok) return response
  const { error } = await response.json().catch(() => ({}))
  throw new Error(typeof error === 'string' ? error : `Acme Admin answered ${response.status}.`)
}

async function remove(row, button, requests) {
  button.disabled = true
  button.textContent = 'Deleting…'
  say(row, '')
  const name = nameOf(row)
  try {
    await settle(requests.remove(row.dataset.row))
    const next = row.nextElementSibling ?? row.previousElementSibling
    row.remove()
    showEmpty()
    announce(`${name} is deleted.`)
    next?.querySelector('button')?.focus()
  } catch (error) {
    button.disabled = false
    button.textContent = 'Delete'
    say(row, `Couldn’t delete ${name}. ${error.message}`)
  }
}

/** Lets the person write another name in the row's place, and saves it. */
export function rename(row, button, requests) {
  const field = row.querySelector('[data-field=name]')
  const input = document.createElement('input')
  input.value = nameOf(row)
  input.setAttribute('aria-label', 'New name')
  field.hidden = true
  field.after(input)
  button.hidden = true
  input.select()

  const finish = () => {
    input.remove()
    field.hidden = false
    button.hidden = false
    button.focus()
  }
  input.addEventListener('keydown', async (event) => {
    if (event.key === 'Escape') finish()
    if (event.key !== 'Enter') return
    // The same key would press the button that has the focus afterwards.
    event.preventDefault()
    input.disabled = true
    say(row, '')
    try {
      await settle(requests.rename(row.dataset.row, input.value))
      nameRow(row, input.value.trim())
      announce(`Renamed to ${nameOf(row)}.`)
      finish()
    } catch (error) {
      input.disabled = false
      input.focus()
      say(row, `Couldn’t rename ${nameOf(row)}. ${error.message}`)
    }
  })
}

function say(row, text) {
  const message = row.querySelector('[data-message]')
  message.textContent = text
  message.hidden = text === ''
}

function nameOf(row) {
  return row.querySelector('[data-field=name]').textContent
}

function rows() {
  return [...document.querySelectorAll('tr[data-row]')]
}

function showEmpty() {
  const empty = document.querySelector('[data-empty]')
  if (empty !== null) empty.hidden = rows().some((row) => !row.hidden)
}
