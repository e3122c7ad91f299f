import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

/** Any static host, as far as a phone app sees it: serves files, and does what `_headers` and `_redirects` say. */
export type StaticHost = { readonly origin: string; readonly close: () => Promise<void> }

type Section = { readonly pattern: string; readonly headers: readonly (readonly [string, string])[] }
type Rewrite = { readonly pattern: string; readonly to: string }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** @param port a free one; the origin has to be known before the app for it is made */
export async function startStaticHost(directory: string, port: number): Promise<StaticHost> {
  const sections = readHeaders(await readFile(join(directory, '_headers'), 'utf8'))
  const rewrites = readRedirects(await readFile(join(directory, '_redirects'), 'utf8'))
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    for (const { pattern, headers } of sections) {
      if (matches(pattern, pathname)) for (const [name, value] of headers) response.setHeader(name, value)
    }
    const to = rewrites.find(({ pattern }) => matches(pattern, pathname))?.to ?? pathname
    void send(response, directory, to === '/' ? '/index.html' : to)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  // Listening on a port: its address is an object.
  const { port: listening } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${listening}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function send(response: ServerResponse, directory: string, path: string): Promise<void> {
  try {
    const bytes = await readFile(join(directory, normalize(path)))
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
    response.end(bytes)
  } catch {
    response.statusCode = 404
    response.end('Not found')
  }
}

/** Netlify and Cloudflare Pages: a path, and its headers indented below it. */
function readHeaders(text: string): readonly Section[] {
  return text
    .split(/\n(?=\S)/)
    .map((block) => block.split('\n').filter((line) => line.trim() !== ''))
    .map(([pattern = '', ...lines]) => ({ pattern: pattern.trim(), headers: lines.map(headerOf) }))
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}

/** `PATH TO 200`: answers PATH with what lies at TO. */
function readRedirects(text: string): readonly Rewrite[] {
  return text.split('\n').flatMap((line) => {
    const [pattern, to] = line.trim().split(/\s+/)
    return pattern === undefined || to === undefined ? [] : [{ pattern, to }]
  })
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}
