import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

/** Files of `public/` by the path they are served at. The worker's path gives it its scope, `/keys/`. */
const files = [
  { path: '/assets/console.css', file: 'console.css', type: CSS },
  { path: '/assets/rows.js', file: 'rows.js', type: SCRIPT },
  { path: '/assets/users.js', file: 'users.js', type: SCRIPT },
  { path: '/assets/projects.js', file: 'projects.js', type: SCRIPT },
  { path: '/assets/webhooks.js', file: 'webhooks.js', type: SCRIPT },
  { path: '/assets/database.js', file: 'database.js', type: SCRIPT },
  { path: '/assets/settings.js', file: 'settings.js', type: SCRIPT },
  { path: '/assets/keys.js', file: 'keys.js', type: SCRIPT },
  { path: '/keys/worker.js', file: 'keys-worker.js', type: SCRIPT },
] as const

/** Serves the console's own styles and scripts, read once at the start. */
export async function assetRoutes(app: FastifyInstance): Promise<void> {
  for (const { path, file, type } of files) {
    const bytes = await readFile(new URL(`./public/${file}`, import.meta.url))
    app.get(path, (_request, reply) => reply.type(type).header('cache-control', 'no-cache').send(bytes))
  }
}
