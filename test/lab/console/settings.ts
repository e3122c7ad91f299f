import type { FastifyInstance } from 'fastify'
import { jsonBody } from './body.ts'
import type { Console } from './console.ts'
import { type Folder, type Settings, schedules } from './data.ts'
import { requireCsrfHeader } from './guard.ts'
import { sendPage } from './pages/layout.tsx'
import { SettingsPage } from './pages/settings-page.tsx'

/**
 * Settings: one document, which every save sends as a whole, so that what is deleted is what is missing. Beside it one
 * switch that is saved by itself.
 */
export function settingsRoutes(app: FastifyInstance, { data, sessions, apiOrigin }: Console): void {
  const preHandler = requireCsrfHeader(sessions)

  app.get('/settings', (request, reply) => {
    const session = sessions.open(request, reply)
    return sendPage(reply, SettingsPage({ settings: data.settings, alerts: data.alerts, session }), apiOrigin())
  })

  app.get('/api/settings', { preHandler }, async () => data.settings)

  app.put('/api/settings', { preHandler, config: { destructive: true } }, async (request, reply) => {
    const settings = readSettings(jsonBody(request))
    if (settings === undefined) return reply.code(422).send({ error: 'These are no settings.' })
    data.settings = settings
    return settings
  })

  app.get('/api/settings/alerts', { preHandler }, async () => ({ alerts: data.alerts }))

  app.put('/api/settings/alerts', { preHandler }, async (request, reply) => {
    const { alerts } = jsonBody(request)
    if (typeof alerts !== 'boolean') return reply.code(422).send({ error: 'Alerts are on or off.' })
    data.alerts = alerts
    return { alerts }
  })
}

/** The settings of a body; undefined where it is anything else. */
function readSettings({ schedule, folders }: Readonly<Record<string, unknown>>): Settings | undefined {
  const known = schedules.find((each) => each === schedule)
  if (known === undefined || !Array.isArray(folders) || !folders.every(isFolder)) return undefined
  return { schedule: known, folders: folders.map(({ id, label, path, days }) => ({ id, label, path, days })) }
}

function isFolder(value: unknown): value is Folder {
  if (typeof value !== 'object' || value === null) return false
  const isText = (name: string) => typeof Reflect.get(value, name) === 'string' && Reflect.get(value, name) !== ''
  return isText('id') && isText('label') && isText('path') && Number.isInteger(Reflect.get(value, 'days'))
}
