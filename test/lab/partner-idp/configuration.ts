import { randomBytes } from 'node:crypto'
import { oauthProvider } from '@better-auth/oauth-provider'
import { type BetterAuthPlugin, betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { jwt } from 'better-auth/plugins'

/** The provider as its makers deliver it; set is what has no default, and what an ID token holds besides. */
export function makeAuth(origin: string) {
  return betterAuth({
    baseURL: origin,
    secret: randomBytes(32).toString('base64url'),
    database: memoryAdapter(Object.fromEntries(tables.map((name) => [name, []]))),
    emailAndPassword: { enabled: true },
    user: {
      additionalFields: {
        employeeId: { type: 'string', required: true },
        groups: { type: 'string[]', required: true },
      },
    },
    plugins: [
      // Keys of its default kind: EdDSA.
      jwt(),
      openIdConnect(),
    ],
    telemetry: { enabled: false },
    logger: { level: 'error' },
  })
}

export type Auth = ReturnType<typeof makeAuth>

export const signInPath = '/sign-in'

function openIdConnect(): BetterAuthPlugin {
  const plugin: unknown = oauthProvider({
    loginPage: signInPath,
    consentPage: signInPath,
    scopes: ['openid', 'email', 'profile'],
    // Scopes and the parameter `claims` bring nothing into an ID token here: claims are set, as at most providers.
    customIdTokenClaims: ({ user }) => ({
      name: user.name,
      email: user.email,
      email_verified: user.emailVerified,
      employee_id: user['employeeId'],
      groups: user['groups'],
    }),
  })
  // It is one; its types were not made for exactOptionalPropertyTypes.
  return plugin as BetterAuthPlugin
}

/** Everything is in memory: people, keys, clients, sessions. */
const tables = [
  'user',
  'session',
  'account',
  'verification',
  'jwks',
  'oauthClient',
  'oauthClientResource',
  'oauthClientAssertion',
  'oauthConsent',
  'oauthAccessToken',
  'oauthRefreshToken',
  'oauthResource',
]
