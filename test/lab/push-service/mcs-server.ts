import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Observed } from '../observed.ts'
import type { Certificate } from './certificate.ts'
import type { Mailboxes, StoredMessage } from './mailbox.ts'
import {
  type Frame,
  MCS_VERSION,
  readLastReceived,
  readLogin,
  TAG,
  takeFrames,
  writeData,
  writeHeartbeatAck,
  writeLoginResponse,
} from './mcs-frames.ts'

/** A message handed to a connected device. */
export type Delivery = { readonly id: string; readonly token: string; readonly at: number }

export type McsParts = { readonly mailboxes: Mailboxes; readonly deliveries: Observed<Delivery> }

/** The standing TLS connection on which a browser waits for its messages. */
export function makeMcsServer(certificate: Certificate, parts: McsParts): Server {
  return createServer({ cert: certificate.cert, key: certificate.key }, (socket) => serve(socket, parts))
}

function serve(socket: TLSSocket, parts: McsParts): void {
  // No version byte yet means that the handshake of the protocol is still to come.
  let waiting: Buffer = Buffer.alloc(0)
  let greeted = false
  let session: Session | undefined
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => session?.hangUp())
  socket.on('data', (bytes: Buffer) => {
    const all = Buffer.concat([waiting, bytes])
    const { frames, rest } = takeFrames(greeted ? all : all.subarray(1))
    greeted = true
    waiting = rest
    for (const frame of frames) {
      if (frame.tag === TAG.loginRequest) session = logIn(socket, parts, frame)
      else session?.take(frame)
    }
  })
}

type Session = { readonly take: (frame: Frame) => void; readonly hangUp: () => void }

function logIn(socket: TLSSocket, parts: McsParts, frame: Frame): Session {
  const login = readLogin(frame.payload)
  // Both sides count what the server sends, the login response being 1; the browser acknowledges by that number.
  let streamId = 0
  let unacknowledged: readonly { readonly streamId: number; readonly messageId: string }[] = []
  const send = (bytes: Buffer) => {
    streamId += 1
    socket.write(bytes)
  }
  const deliver = (message: StoredMessage) => {
    send(writeData(message))
    unacknowledged = [...unacknowledged, { streamId, messageId: message.id }]
    parts.deliveries.record({ id: message.id, token: message.token, at: Date.now() })
  }
  socket.write(Buffer.of(MCS_VERSION))
  send(writeLoginResponse(login))
  const hangUp = parts.mailboxes.connect(login.device, deliver, login.received)
  return {
    hangUp,
    take: (next) => {
      const last = readLastReceived(next)
      const done = unacknowledged.filter((sent) => sent.streamId <= last)
      unacknowledged = unacknowledged.filter((sent) => sent.streamId > last)
      parts.mailboxes.acknowledge(login.device, new Set(done.map((sent) => sent.messageId)))
      if (next.tag === TAG.heartbeatPing) send(writeHeartbeatAck())
    },
  }
}
