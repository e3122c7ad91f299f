import { meta, wireRows } from './rows.js'

/** As libraries wrapped XMLHttpRequest before there was fetch: headers, a time-out of none, JSON in and out. */
const ajax = (method, url, data) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open(method, url, true)
    xhr.setRequestHeader('X-Requested-With', 'XMLHttpRequest')
    xhr.setRequestHeader('X-CSRF-Token', meta('csrf-token'))
    if (data !== undefined) xhr.setRequestHeader('Content-Type', 'application/json')
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== 4 || xhr.status === 0) return
      const ok = xhr.status >= 200 && xhr.status < 300
      resolve({ ok, status: xhr.status, json: async () => JSON.parse(xhr.responseText) })
    }
    xhr.onerror = () => reject(new Error('Network Error'))
    xhr.send(data === undefined ? null : JSON.stringify(data))
  })

wireRows({
  rename: (id, name) => ajax('PATCH', `/api/webhooks/${id}`, { name }),
  remove: (id) => ajax('DELETE', `/api/webhooks/${id}`),
})
