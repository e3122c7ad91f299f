/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { Project } from '../data.ts'
import type { Session } from '../session.ts'
import { Layout } from './layout.tsx'
import { Announcements, LiveRow, Table } from './table.tsx'

interface Properties {
  readonly projects: readonly Project[]
  readonly session: Session
  readonly apiOrigin: string
}

export function ProjectsPage({ projects, session, apiOrigin }: Properties): VNode {
  return (
    <Layout title="Projects" session={session} apiOrigin={apiOrigin} script="projects.js">
      <header>
        <h1>Projects</h1>
        <button type="button" class="quiet tool" data-action="refresh">
          Refresh
        </button>
      </header>
      <Table isLive columns={['Name', 'Region', 'Members']}>
        {projects.map(({ name, label, region, members }) => (
          <LiveRow key={name} id={name} name={label}>
            <td>{region}</td>
            <td class="number">{members}</td>
          </LiveRow>
        ))}
      </Table>
      <p class="empty" data-empty hidden={projects.length > 0}>
        No projects here.
      </p>
      <Announcements />
    </Layout>
  )
}
