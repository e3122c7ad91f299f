import { randomInt } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { PbfReader, PbfWriter } from 'pbf'
import type { Registrations } from './registration.ts'

/** What a browser asks over HTTP before it can be pushed to: an identity (`/checkin`) and tokens (`/register`). */
export function makeDeviceServer(registrations: Registrations): Server {
  return createServer((request, response) => {
    answer(registrations, request, response).catch(() => response.writeHead(500).end())
  })
}

async function answer(registrations: Registrations, request: IncomingMessage, response: ServerResponse) {
  const body = await buffer(request)
  if (request.url === '/checkin') {
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(checkIn(body))
    return
  }
  if (request.url === '/register') {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.end(register(registrations, request.headers.authorization ?? '', new URLSearchParams(body.toString())))
    return
  }
  response.writeHead(404).end()
}

/**
 * AndroidCheckinRequest (2 id, 13 security_token) → AndroidCheckinResponse (1 stats_ok, 3 time_msec, 7 android_id,
 * 8 security_token). A browser that has an identity keeps it. Ids stay below 2^48 so that a number holds them.
 */
function checkIn(body: Uint8Array): Uint8Array {
  const known = { id: 0, securityToken: 0 }
  new PbfReader(body).readFields((field, result, pbf) => {
    if (field === 2) result.id = pbf.readVarint(true)
    if (field === 13) result.securityToken = pbf.readFixed64()
  }, known)
  const pbf = new PbfWriter()
  pbf.writeBooleanField(1, true)
  pbf.writeVarintField(3, Date.now())
  pbf.writeFixed64Field(7, known.id > 0 ? known.id : randomInt(1, 2 ** 48 - 1))
  pbf.writeFixed64Field(8, known.securityToken > 0 ? known.securityToken : randomInt(1, 2 ** 48 - 1))
  return pbf.finish()
}

/** `Authorization: AidLogin ID:SECRET` and a form; answers `token=…`, or repeats the subtype's end with `delete=true`. */
function register(registrations: Registrations, authorization: string, form: URLSearchParams): string {
  const device = /^AidLogin (\d+):/.exec(authorization)?.[1]
  const app = form.get('app')
  const subtype = form.get('X-subtype') ?? form.get('subtype')
  if (device === undefined || app === null || subtype === null) return 'Error=INVALID_PARAMETERS'
  if (form.get('delete') === 'true') {
    registrations.unsubscribe(device, subtype)
    return `token=${app}`
  }
  const sender = form.get('sender')
  if (sender === null) return 'Error=INVALID_SENDER'
  return `token=${registrations.register({ device, app, subtype, sender })}`
}
