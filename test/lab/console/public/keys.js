import { announce, meta, settle, showOnly, wireRows } from './rows.js'

const csrf = { 'x-csrf-token': meta('csrf-token') }
const headers = { ...csrf, 'content-type': 'application/json' }

wireRows({
  rename: (id, name) => fetch(`/keys/api/${id}`, { method: 'PATCH', headers, body: JSON.stringify({ name }) }),
  remove: (id) => fetch(`/keys/api/${id}`, { method: 'DELETE', headers: csrf }),
})

document.querySelector('[data-action=refresh]').addEventListener('click', async () => {
  try {
    const response = await settle(fetch('/keys/api', { headers: csrf }))
    const { keys } = await response.json()
    showOnly(new Set(keys.map(({ id }) => id)))
    announce('Up to date.')
  } catch (error) {
    announce(error.message)
  }
})

// From here on every fetch of this page goes through the worker; `data-worker` tells whoever has to wait for that.
const underWorker = () => {
  if (navigator.serviceWorker.controller !== null) document.documentElement.dataset.worker = 'ready'
}
navigator.serviceWorker.addEventListener('controllerchange', underWorker)
await navigator.serviceWorker.register('/keys/worker.js')
underWorker()
