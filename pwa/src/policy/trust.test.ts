import { expect, test } from 'vitest'
import { trustWords } from './trust.ts'

test('an app that the relay serves says that the relay is trusted for what is shown', () => {
  const relay = 'https://approve.acme.example'
  expect(trustWords({ anchor: { relay }, origin: relay })).toBe(
    'This app comes from the relay itself, approve.acme.example. So whoever runs the relay is trusted for what this phone shows.',
  )
})

test('an app on an origin of its own names both, and says what the relay cannot do', () => {
  expect(trustWords({ anchor: { relay: 'https://relay.acme.example:8443' }, origin: 'https://app.acme.example' })).toBe(
    'This app comes from app.acme.example, and the relay is relay.acme.example:8443. The relay passes requests on; it cannot approve anything.',
  )
})
