import type { Count, Tally } from '../background/coverage/tally.ts'
import type { PolicyShown } from '../background/pages.ts'
import { type Path, pathNames } from '../paths.ts'

type CoverageProps = { readonly policy: PolicyShown; readonly tally: Tally }

/** By which ways protected requests came in this browser, and what became of them: counts, and nothing else. */
export function Coverage({ policy, tally }: CoverageProps) {
  const consoles = [...new Set(policy.rules.map(({ console }) => console))]
  return (
    <section>
      <h1>Coverage report</h1>
      <p class="page__text">
        How protected requests came in this browser. Held ones were asked for; blocked ones came by a way that can’t be
        held, and went nowhere. What frames of other sites send is blocked as well, but the browser doesn’t tell of it,
        so it is not counted here.
      </p>
      {consoles.map((console) => (
        <ConsoleCoverage key={console} console={console} paths={Object.entries(tally[console] ?? {})} />
      ))}
    </section>
  )
}

type ConsoleProps = { readonly console: string; readonly paths: readonly (readonly [string, Count])[] }

function ConsoleCoverage({ console, paths }: ConsoleProps) {
  if (paths.length === 0) {
    return (
      <p>
        <strong>{console}</strong> <span class="page__text">Nothing seen yet.</span>
      </p>
    )
  }
  return (
    <table class="page__table">
      <caption>{console}</caption>
      <thead>
        <tr>
          <th scope="col">Way</th>
          <th scope="col">Held</th>
          <th scope="col">Released</th>
          <th scope="col">Blocked</th>
          <th scope="col">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {paths.map(([path, { held, released, blocked, last }]) => (
          <tr key={path}>
            <th scope="row">{nameOf(path)}</th>
            <td>{held}</td>
            <td>{released}</td>
            <td>{blocked}</td>
            <td>{new Date(last).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What an earlier version of the extension counted may have another name. */
function nameOf(path: string): string {
  return pathNames[path as Path] ?? path
}
