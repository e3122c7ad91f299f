import { expect, test } from 'vitest'
import { checkPolicySource } from '../../server/src/policy/read-source.ts'
import { type Written, writePolicy } from './policy.ts'

/** What `policy check` says: a fault, for which nothing is compiled, or a warning. */
type Checked = Written & ({ readonly fault: RegExp } | { readonly warning: RegExp })

/** Each is a test, named by its sentence: what is wrong is said, with its line. */
export function policyChecks(all: Readonly<Record<string, Checked>>): void {
  test.each(Object.entries(all))('%s', (_, checked) => {
    const said = saidOf(checked)
    if ('fault' in checked) {
      expect(said).toEqual({ fault: expect.stringMatching(checked.fault) })
      expect(said.fault).toMatch(/^policy\.yaml:\d+:\d+ /)
    } else expect(said.warnings).toEqual([expect.stringMatching(checked.warning)])
  })
}

type Said = { readonly fault?: string; readonly warnings?: readonly string[] }

function saidOf(written: Written): Said {
  try {
    return { warnings: checkPolicySource('policy.yaml', writePolicy(written)).warnings }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
