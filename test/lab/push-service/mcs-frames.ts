import { PbfReader, PbfWriter } from 'pbf'
import type { StoredMessage } from './mailbox.ts'

/** One message on the wire: tag byte, length as varint, protobuf. */
export type Frame = { readonly tag: number; readonly payload: Uint8Array }

/** The tags of MCS (Mobile Connection Server), the protocol between Chromium and its push vendor. */
export const TAG = { heartbeatPing: 0, heartbeatAck: 1, loginRequest: 2, loginResponse: 3, iq: 7, data: 8 } as const

/** The first byte that each side sends. */
export const MCS_VERSION = 41

/** Takes the whole frames off the front of `bytes`. The rest is to be put before what comes next. */
export function takeFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = []
  let start = 0
  for (;;) {
    const length = readLength(bytes, start + 1)
    if (length === undefined || bytes.length < length.end + length.value) break
    frames.push({ tag: bytes.readUInt8(start), payload: bytes.subarray(length.end, length.end + length.value) })
    start = length.end + length.value
  }
  return { frames, rest: bytes.subarray(start) }
}

export type Login = {
  readonly id: string
  /** The android id, decimal. */
  readonly device: string
  /** Messages that the browser has and that need not be sent again. */
  readonly received: ReadonlySet<string>
}

/** LoginRequest: 1 id, 3 user, 10 received_persistent_id. */
export function readLogin(payload: Uint8Array): Login {
  const login = { id: '', device: '', received: new Set<string>() }
  new PbfReader(payload).readFields((field, result, pbf) => {
    if (field === 1) result.id = pbf.readString()
    if (field === 3) result.device = pbf.readString()
    if (field === 10) result.received.add(pbf.readString())
  }, login)
  return login
}

/** `last_stream_id_received`: field 2 of a heartbeat, 10 of an IqStanza. 0 where there is none. */
export function readLastReceived(frame: Frame): number {
  const wanted = frame.tag === TAG.iq ? 10 : 2
  const result = { last: 0 }
  new PbfReader(frame.payload).readFields((field, into, pbf) => {
    if (field === wanted) into.last = pbf.readVarint()
  }, result)
  return result.last
}

/** LoginResponse: 1 id, 8 server_timestamp (ms). */
export function writeLoginResponse(login: Login): Buffer {
  const pbf = new PbfWriter()
  pbf.writeStringField(1, login.id)
  pbf.writeVarintField(8, Date.now())
  return writeFrame(TAG.loginResponse, pbf)
}

/** HeartbeatAck: nothing in it is required. */
export function writeHeartbeatAck(): Buffer {
  return writeFrame(TAG.heartbeatAck, new PbfWriter())
}

/** DataMessageStanza: a push, addressed by category (app) and the app_data entry `subtype`. */
export function writeData(message: StoredMessage): Buffer {
  const { app, sender, subtype } = message.registration
  const pbf = new PbfWriter()
  pbf.writeStringField(2, message.id)
  pbf.writeStringField(3, sender)
  pbf.writeStringField(5, app)
  for (const [key, value] of [
    ['subtype', subtype],
    ['content-encoding', 'aes128gcm'],
  ]) {
    pbf.writeMessage(7, writeEntry, { key: key ?? '', value: value ?? '' })
  }
  pbf.writeStringField(9, message.id)
  pbf.writeVarintField(17, message.ttl)
  pbf.writeVarintField(18, message.accepted)
  pbf.writeBytesField(21, message.body)
  // immediate_ack: the browser says at once that it has it, instead of with every tenth message.
  pbf.writeBooleanField(24, true)
  return writeFrame(TAG.data, pbf)
}

function writeEntry(entry: { readonly key: string; readonly value: string }, pbf: PbfWriter): void {
  pbf.writeStringField(1, entry.key)
  pbf.writeStringField(2, entry.value)
}

function writeFrame(tag: number, message: PbfWriter): Buffer {
  const payload = message.finish()
  const length = new PbfWriter()
  length.writeVarint(payload.length)
  return Buffer.concat([Buffer.of(tag), length.finish(), payload])
}

function readLength(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let index = start; index < bytes.length && index < start + 5; index += 1) {
    const byte = bytes.readUInt8(index)
    value += (byte & 0x7f) * 2 ** (7 * (index - start))
    if (byte < 0x80) return { value, end: index + 1 }
  }
  return undefined
}
