import { type BrowserLimit, browserLimits, pathNames } from '@countersign/shared/api'
import type { Count, Tally } from '../background/coverage/tally.ts'
import type { PolicyShown } from '../background/pages.ts'
import type { Path } from '../paths.ts'

type CoverageProps = {
  readonly policy: PolicyShown
  readonly tally: Tally
  readonly limits: readonly BrowserLimit[]
}

/** By which ways protected requests came in this browser, and what became of them: counts, and nothing else. */
export function Coverage({ policy, tally, limits }: CoverageProps) {
  const consoles = [...new Set(policy.rules.map(({ console }) => console))]
  return (
    <section>
      <h1>Coverage report</h1>
      <p class="page__text">
        How protected requests came in this browser. Held ones were asked for; blocked ones came by a way that can’t be
        held, and went nowhere. What frames of other sites send is blocked as well, but the browser doesn’t tell of it,
        so it is not counted here. Of addresses whose rules look into the content, let through is what no rule means.
        Your security team sees these counts, too.
      </p>
      {consoles.map((console) => (
        <ConsoleCoverage
          key={console}
          console={console}
          paths={Object.entries(tally[console] ?? {})}
          relaxed={policy.rules.filter((rule) => rule.console === console && rule.relaxed).map(({ id }) => id)}
        />
      ))}
      <h2>What this browser can’t check</h2>
      <p class="page__text">
        What is sent is the very content that was approved, out of the page’s reach. As it leaves, the browser looks
        once more. What it can’t see, or do:
      </p>
      <ul class="page__text">
        {limits.map((limit) => (
          <li key={limit}>{browserLimits[limit]}</li>
        ))}
      </ul>
    </section>
  )
}

type ConsoleProps = {
  readonly console: string
  readonly paths: readonly (readonly [string, Count])[]
  readonly relaxed: readonly string[]
}

function ConsoleCoverage({ console, paths, relaxed }: ConsoleProps) {
  return (
    <>
      {paths.length === 0 ? (
        <p>
          <strong>{console}</strong> <span class="page__text">Nothing seen yet.</span>
        </p>
      ) : (
        <PathTable console={console} paths={paths} />
      )}
      {relaxed.length === 0 ? null : (
        <p class="page__text">Relaxed, so workers are not blocked there: {relaxed.join(', ')}.</p>
      )}
    </>
  )
}

function PathTable({ console, paths }: Pick<ConsoleProps, 'console' | 'paths'>) {
  return (
    <table class="page__table">
      <caption>{console}</caption>
      <thead>
        <tr>
          <th scope="col">Way</th>
          <th scope="col">Held</th>
          <th scope="col">Released</th>
          <th scope="col">Blocked</th>
          <th scope="col">Let through</th>
          <th scope="col">Relaxed</th>
          <th scope="col">Last seen</th>
        </tr>
      </thead>
      <tbody>
        {paths.map(([path, { held, released, blocked, passed = 0, relaxed = 0, last }]) => (
          <tr key={path}>
            <th scope="row">{nameOf(path)}</th>
            <td>{held}</td>
            <td>{released}</td>
            <td>{blocked}</td>
            <td>{passed}</td>
            <td>{relaxed}</td>
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
