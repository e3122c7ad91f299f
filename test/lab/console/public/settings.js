import { announce, meta, nameRow, rename, showOnly } from './rows.js'

// As many consoles keep their configuration: every save sends all of it, the page shows a change before the server has
// answered, and takes it back without a word where that fails.

const headers = { 'content-type': 'application/json', 'x-csrf-token': meta('csrf-token') }
const schedule = document.querySelector('[data-action=schedule]')
const read = () => fetch('/api/settings', { headers }).then((response) => response.json())

let settings = await read()

async function save(changed) {
  settings = changed
  draw()
  const body = JSON.stringify(changed)
  const response = await fetch('/api/settings', { method: 'PUT', headers, body }).catch(() => undefined)
  if (response?.ok) return
  settings = await read()
  draw()
}

function draw() {
  showOnly(new Set(settings.folders.map(({ id }) => id)))
  for (const { id, label } of settings.folders) nameRow(rowOf(id), label)
  schedule.value = settings.schedule
}

schedule.addEventListener('change', () => save({ ...settings, schedule: schedule.value }))

document.querySelector('tbody').addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-action]') : null
  const row = button?.closest('tr[data-row]')
  if (!(button instanceof HTMLButtonElement) || !(row instanceof HTMLTableRowElement)) return
  if (button.dataset.action === 'delete') remove(row)
  // It says that it is saved before it is.
  if (button.dataset.action === 'rename') {
    rename(row, button, {
      rename: async (id, label) => {
        const renamed = (folder) => (folder.id === id ? { ...folder, label: label.trim() } : folder)
        save({ ...settings, folders: settings.folders.map(renamed) })
        return new Response()
      },
    })
  }
})

function remove(row) {
  const { id, label } = settings.folders.find((folder) => folder.id === row.dataset.row)
  save({ ...settings, folders: settings.folders.filter((folder) => folder.id !== id) })
  announce(`${label} is removed.`)
  const next = settings.folders[0]
  if (next !== undefined) rowOf(next.id).querySelector('button').focus()
}

function rowOf(id) {
  return document.querySelector(`tr[data-row="${id}"]`)
}

document.querySelector('[data-action=alerts]').addEventListener('change', ({ target: { checked } }) => {
  fetch('/api/settings/alerts', { method: 'PUT', headers, body: JSON.stringify({ alerts: checked }) }).catch(() => {})
})

// Before this a click would be lost; `data-settings` tells whoever has to wait for that.
document.documentElement.dataset.settings = 'ready'
