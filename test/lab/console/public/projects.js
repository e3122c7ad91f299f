import { announce, meta, settle, showOnly, wireRows } from './rows.js'

const headers = { authorization: `Bearer ${meta('api-token')}` }
const urlOf = (name) => `${meta('api-origin')}/v1/projects/${encodeURIComponent(name)}`

wireRows({
  rename: (name, label) =>
    fetch(urlOf(name), {
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ label }),
    }),
  remove: (name) => fetch(urlOf(name), { method: 'DELETE', headers }),
})

document.querySelector('[data-action=refresh]').addEventListener('click', async () => {
  try {
    const response = await settle(fetch(`${meta('api-origin')}/v1/projects`, { headers }))
    const { projects } = await response.json()
    showOnly(new Set(projects.map(({ name }) => name)))
    announce('Up to date.')
  } catch (error) {
    announce(error.message)
  }
})
