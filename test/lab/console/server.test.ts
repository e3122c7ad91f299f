import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningConsole, startConsole } from './server.ts'

let admin: RunningConsole

beforeAll(async () => {
  admin = await startConsole()
})

beforeEach(() => admin.reset())

afterAll(() => admin.close())

/** A page loaded as a browser loads it: its cookie, and what its script reads from it. */
async function load(path: string, cookie = '') {
  const response = await fetch(`${admin.origin}${path}`, { headers: { cookie } })
  const html = await response.text()
  const read = (name: string) => new RegExp(`name="${name}" (?:content|value)="([^"]*)"`).exec(html)?.[1] ?? ''
  const setCookie = response.headers.get('set-cookie') ?? ''
  const csrf = read('csrf-token') || read('csrf_token')
  return { html, setCookie, cookie: cookie || (setCookie.split(';')[0] ?? ''), csrf, bearer: read('api-token') }
}

function deleteUser(headers: Record<string, string>, body = JSON.stringify({ transfer_to: 'u-102' })) {
  return fetch(`${admin.origin}/api/users/u-101`, { method: 'DELETE', headers, body })
}

describe('users', () => {
  it('are deleted by a request with cookie, token and heir, and the record shows it as it came', async () => {
    const { cookie, csrf } = await load('/users')
    const response = await deleteUser({ cookie, 'x-csrf-token': csrf, origin: admin.origin, referer: 'r' })
    expect(response.status).toBe(200)
    expect(admin.calls).toHaveLength(1)
    expect(admin.calls[0]).toMatchObject({
      method: 'DELETE',
      path: '/api/users/u-101',
      origin: admin.origin,
      referer: 'r',
      sessionCookie: true,
      status: 200,
      headers: { 'x-csrf-token': csrf },
    })
    expect(admin.calls[0]?.body.toString()).toBe('{"transfer_to":"u-102"}')
    expect((await load('/users')).html).not.toContain('data-row="u-101"')
  })

  it('stay without the session cookie or the token, and the attempts are recorded', async () => {
    const { cookie, csrf } = await load('/users')
    expect((await deleteUser({ 'x-csrf-token': csrf })).status).toBe(403)
    expect((await deleteUser({ cookie })).status).toBe(403)
    expect((await deleteUser({ cookie, 'x-csrf-token': 'guess' })).status).toBe(403)
    expect(admin.calls.map(({ status, sessionCookie }) => [status, sessionCookie])).toEqual([
      [403, false],
      [403, true],
      [403, true],
    ])
    expect((await load('/users')).html).toContain('data-row="u-101"')
  })

  it('stay where nobody takes over the files', async () => {
    const { cookie, csrf } = await load('/users')
    const headers = { cookie, 'x-csrf-token': csrf }
    for (const body of ['{"transfer_to":"u-101"}', '{}', 'no json', '']) {
      expect((await deleteUser(headers, body)).status).toBe(422)
    }
  })

  it('may leave their files to the archive', async () => {
    const { cookie, csrf } = await load('/users')
    expect((await deleteUser({ cookie, 'x-csrf-token': csrf }, '{"transfer_to":"archive"}')).status).toBe(200)
  })

  it('are found and renamed without a record, for nothing is lost', async () => {
    const { cookie, csrf } = await load('/users')
    const headers = { cookie, 'x-csrf-token': csrf }
    const found = await fetch(`${admin.origin}/api/users?q=BILL`, { headers })
    expect(await found.json()).toMatchObject({ users: [{ id: 'u-102' }] })
    const body = JSON.stringify({ name: '<b>Desk</b>' })
    expect((await fetch(`${admin.origin}/api/users/u-101`, { method: 'PATCH', headers, body })).status).toBe(200)
    expect(admin.calls).toEqual([])
    expect((await load('/users')).html).toContain('&lt;b>Desk')
  })

  it('come with a cookie that scripts and other sites never get', async () => {
    expect((await load('/users')).setCookie).toMatch(
      /^acme_admin_session=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
  })
})

describe('projects', () => {
  const projectUrl = () => `${admin.apiOrigin}/v1/projects/payments-prod`

  it('live at another origin, which lets only the console ask', async () => {
    expect(admin.apiOrigin).not.toBe(admin.origin)
    const preflight = await fetch(projectUrl(), {
      method: 'OPTIONS',
      headers: {
        origin: admin.origin,
        'access-control-request-method': 'DELETE',
        'access-control-request-headers': 'authorization',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(admin.origin)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('DELETE')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(admin.calls).toEqual([])
  })

  it('are deleted with the bearer token of a page, readable for the console alone', async () => {
    const { bearer } = await load('/projects')
    const headers = { authorization: `Bearer ${bearer}`, origin: admin.origin }
    const response = await fetch(projectUrl(), { method: 'DELETE', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(admin.origin)
    expect(admin.calls).toMatchObject([{ method: 'DELETE', path: '/v1/projects/payments-prod', status: 204 }])
    expect((await fetch(projectUrl(), { method: 'DELETE', headers })).status).toBe(404)
    expect(admin.calls).toHaveLength(2)
  })

  it('stay with another token', async () => {
    for (const authorization of ['Bearer guess', 'Bearer ', 'Basic x', '']) {
      expect((await fetch(projectUrl(), { method: 'DELETE', headers: { authorization } })).status).toBe(401)
    }
  })
})

describe('invoices', () => {
  const post = (path: string, cookie: string, body: URLSearchParams | FormData) =>
    fetch(`${admin.origin}${path}`, { method: 'POST', headers: { cookie }, body, redirect: 'manual' })

  it('become void by a form, which leads back to the list and says so once', async () => {
    const { cookie, csrf } = await load('/invoices')
    const form = new URLSearchParams({ csrf_token: csrf, reason: 'duplicate' })
    const response = await post('/invoices/INV-2041/void', cookie, form)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/invoices')
    expect(admin.calls).toMatchObject([{ method: 'POST', path: '/invoices/INV-2041/void', status: 303 }])
    expect(admin.calls[0]?.body.toString()).toBe(form.toString())
    expect((await load('/invoices', cookie)).html).toContain('INV-2041 is void.')
    expect((await load('/invoices', cookie)).html).not.toContain('INV-2041 is void.')
  })

  it('get another document by a multipart form', async () => {
    const { cookie, csrf } = await load('/invoices/INV-2040')
    const form = new FormData()
    form.set('csrf_token', csrf)
    form.set('document', new File(['%PDF-1.7'], 'corrected.pdf', { type: 'application/pdf' }))
    expect((await post('/invoices/INV-2040/replace', cookie, form)).status).toBe(303)
    expect(admin.calls[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(admin.calls[0]?.body.toString()).toContain('filename="corrected.pdf"')
    expect((await load('/invoices/INV-2040')).html).toContain('corrected.pdf</dd>')
  })

  it('stay as they are without the token of the page', async () => {
    const { cookie, csrf } = await load('/invoices')
    const stranger = (await load('/invoices')).cookie
    const good = { csrf_token: csrf, reason: 'duplicate' }
    expect((await post('/invoices/INV-2041/void', cookie, new URLSearchParams({ reason: 'duplicate' }))).status).toBe(
      403,
    )
    expect((await post('/invoices/INV-2041/void', stranger, new URLSearchParams(good))).status).toBe(403)
    expect((await post('/invoices/INV-2041/void', '', new URLSearchParams(good))).status).toBe(403)
    expect((await load('/invoices', cookie)).html).toContain('action="/invoices/INV-2041/void"')
  })

  it('are reminded of without a record', async () => {
    const { cookie, csrf } = await load('/invoices')
    const response = await post('/invoices/INV-2041/remind', cookie, new URLSearchParams({ csrf_token: csrf }))
    expect(response.status).toBe(303)
    expect(admin.calls).toEqual([])
  })
})

describe('API keys', () => {
  it('have a page whose worker covers them', async () => {
    const worker = await fetch(`${admin.origin}/keys/worker.js`)
    expect(worker.headers.get('content-type')).toContain('javascript')
    expect(await worker.text()).toContain('respondWith(fetch(event.request))')
  })

  it('are deleted with cookie and token', async () => {
    const { cookie, csrf } = await load('/keys/')
    const headers = { cookie, 'x-csrf-token': csrf }
    expect((await fetch(`${admin.origin}/keys/api/key_7f3a`, { method: 'DELETE', headers })).status).toBe(204)
    expect((await fetch(`${admin.origin}/keys/api/key_19c2`, { method: 'DELETE' })).status).toBe(403)
    expect(admin.calls.map(({ status }) => status)).toEqual([204, 403])
  })
})

describe('webhooks', () => {
  it('are deleted with cookie and token, and the answer says which', async () => {
    const { cookie, csrf } = await load('/webhooks')
    const remove = (headers: Record<string, string>) =>
      fetch(`${admin.origin}/api/webhooks/wh-3`, { method: 'DELETE', headers })
    expect((await remove({ cookie })).status).toBe(403)
    expect(await (await remove({ cookie, 'x-csrf-token': csrf })).json()).toEqual({ deleted: 'wh-3' })
    expect(admin.calls.map(({ status }) => status)).toEqual([403, 200])
  })

  it('are renamed without a record', async () => {
    const { cookie, csrf } = await load('/webhooks')
    const headers = { cookie, 'x-csrf-token': csrf }
    const body = JSON.stringify({ name: 'Chat' })
    expect((await fetch(`${admin.origin}/api/webhooks/wh-3`, { method: 'PATCH', headers, body })).status).toBe(200)
    expect(admin.calls).toEqual([])
    expect((await load('/webhooks')).html).toContain('Chat')
  })
})

describe('settings', () => {
  const put = (path: string, headers: Record<string, string>, body: object) =>
    fetch(`${admin.origin}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })

  it('are replaced as a whole: a folder that is missing is gone', async () => {
    const { cookie, csrf } = await load('/settings')
    const headers = { cookie, 'x-csrf-token': csrf }
    const folders = [{ id: 'f-1', label: 'Books', path: '/srv/ledger', days: 7 }]
    const settings = { schedule: 'weekly', folders }
    expect((await put('/api/settings', { cookie }, settings)).status).toBe(403)
    expect((await put('/api/settings', headers, settings)).status).toBe(200)
    expect(admin.calls.map(({ status }) => status)).toEqual([403, 200])
    expect(await (await fetch(`${admin.origin}/api/settings`, { headers })).json()).toEqual(settings)
    expect((await load('/settings')).html).not.toContain('data-row="f-2"')
  })

  it('stay where the document is another', async () => {
    const { cookie, csrf } = await load('/settings')
    const headers = { cookie, 'x-csrf-token': csrf }
    const nameless = { id: 'f-1', label: '', path: '/srv/ledger', days: 7 }
    for (const body of [{}, { schedule: 'never', folders: [] }, { schedule: 'weekly', folders: [nameless] }]) {
      expect((await put('/api/settings', headers, body)).status).toBe(422)
    }
    expect((await load('/settings')).html).toContain('Old website')
  })

  it('have a switch beside them that is saved without a record', async () => {
    const { cookie, csrf } = await load('/settings')
    const headers = { cookie, 'x-csrf-token': csrf }
    expect((await put('/api/settings/alerts', headers, { alerts: 'off' })).status).toBe(422)
    expect((await put('/api/settings/alerts', headers, { alerts: false })).status).toBe(200)
    expect(await (await fetch(`${admin.origin}/api/settings/alerts`, { headers })).json()).toEqual({ alerts: false })
    expect(admin.calls).toEqual([])
  })
})

it('a reset brings everything back, forgets the calls and keeps sessions', async () => {
  const { cookie, csrf } = await load('/keys/')
  const headers = { cookie, 'x-csrf-token': csrf }
  const remove = () => fetch(`${admin.origin}/keys/api/key_7f3a`, { method: 'DELETE', headers })
  expect((await remove()).status).toBe(204)
  admin.reset()
  expect(admin.calls).toEqual([])
  expect((await remove()).status).toBe(204)
})

it('two consoles on one machine share nothing', async () => {
  const other = await startConsole()
  const { cookie, csrf } = await load('/users')
  const response = await fetch(`${other.origin}/api/users/u-101`, {
    method: 'DELETE',
    headers: { cookie, 'x-csrf-token': csrf },
  })
  expect(response.status).toBe(403)
  expect([admin.calls.length, other.calls.length]).toEqual([0, 1])
  await other.close()
})
