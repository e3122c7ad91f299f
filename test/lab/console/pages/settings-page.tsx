/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import { type Settings, schedules } from '../data.ts'
import type { Session } from '../session.ts'
import { Layout } from './layout.tsx'
import { Announcements, LiveRow, Table } from './table.tsx'

interface Properties {
  readonly settings: Settings
  readonly alerts: boolean
  readonly session: Session
}

export function SettingsPage({ settings: { schedule, folders }, alerts, session }: Properties): VNode {
  return (
    <Layout title="Settings" session={session} script="settings.js">
      <header>
        <h1>Settings</h1>
        <label class="tool switch">
          <input type="checkbox" data-action="alerts" checked={alerts} />
          E-mail when a backup fails
        </label>
      </header>
      <p class="setting">
        <label for="schedule">These folders are backed up</label>
        <select id="schedule" data-action="schedule" autocomplete="off">
          {schedules.map((each) => (
            <option key={each} value={each} selected={each === schedule}>
              {each}
            </option>
          ))}
        </select>
      </p>
      <Table isLive columns={['Folder', 'Path', 'Copies are kept']}>
        {folders.map(({ id, label, path, days }) => (
          <LiveRow key={id} id={id} name={label}>
            <td>
              <code>{path}</code>
            </td>
            <td class="number">{days.toLocaleString('en')} days</td>
          </LiveRow>
        ))}
      </Table>
      <p class="empty" data-empty hidden={folders.length > 0}>
        No folders here. Nothing is backed up.
      </p>
      <Announcements />
    </Layout>
  )
}
