/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { User } from '../data.ts'
import type { Session } from '../session.ts'
import { Layout } from './layout.tsx'
import { Announcements, LiveRow, Table } from './table.tsx'

interface Properties {
  readonly users: readonly User[]
  readonly session: Session
}

/** Takes over files where no user shall. */
export const ARCHIVE = 'archive'

export function UsersPage({ users, session }: Properties): VNode {
  return (
    <Layout title="Users" session={session} script="users.js">
      <header>
        <h1>Users</h1>
        <label class="tool">
          <span class="unseen">Search users</span>
          <input type="search" placeholder="Search" data-action="search" />
        </label>
      </header>
      <p class="setting">
        <label for="heir">When a user is deleted, their files go to</label>
        <select id="heir" name="transfer_to">
          <option value={ARCHIVE}>the archive</option>
          {users.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <Table isLive columns={['Name', 'E-mail', 'Files']}>
        {users.map(({ id, name, email, files }) => (
          <LiveRow key={id} id={id} name={name}>
            <td>{email}</td>
            <td class="number">{files.toLocaleString('en')}</td>
          </LiveRow>
        ))}
      </Table>
      <p class="empty" data-empty hidden>
        No users here.
      </p>
      <Announcements />
    </Layout>
  )
}
