import { announce, meta, settle, showOnly, wireRows } from './rows.js'

const headers = { 'content-type': 'application/json', 'x-csrf-token': meta('csrf-token') }
const heir = document.querySelector('#heir')

wireRows({
  rename: (id, name) => fetch(`/api/users/${id}`, { method: 'PATCH', headers, body: JSON.stringify({ name }) }),
  remove: (id) =>
    fetch(`/api/users/${id}`, { method: 'DELETE', headers, body: JSON.stringify({ transfer_to: heir.value }) }),
})

// A deleted user can't take over anything.
new MutationObserver(() => {
  for (const option of heir.querySelectorAll('option:not([value=archive])')) {
    if (document.querySelector(`tr[data-row="${option.value}"]`) === null) option.remove()
  }
}).observe(document.querySelector('tbody'), { childList: true })

const search = document.querySelector('[data-action=search]')
search.addEventListener('input', async () => {
  const wanted = search.value
  try {
    const response = await settle(fetch(`/api/users?q=${encodeURIComponent(wanted)}`, { headers }))
    const { users } = await response.json()
    if (search.value !== wanted) return
    showOnly(new Set(users.map(({ id }) => id)))
    announce(`${users.length} found.`)
  } catch (error) {
    announce(error.message)
  }
})
