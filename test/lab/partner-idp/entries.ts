import type { Clients } from '../idp/clients.ts'
import { PARTNER_PASSWORD, partnerAccounts } from './accounts.ts'
import type { Auth } from './configuration.ts'

/** The people who can sign in. Nobody sends them a mail: their addresses count as verified. */
export async function admitPeople(auth: Auth): Promise<void> {
  const { internalAdapter } = await auth.$context
  for (const { groups, ...account } of partnerAccounts) {
    const body = { ...account, groups: [...groups], password: PARTNER_PASSWORD }
    const { user } = await auth.api.signUpEmail({ body })
    await internalAdapter.updateUser(user.id, { emailVerified: true })
  }
}

/** Public clients with names of their own, as whoever runs the provider writes them; its API would name them itself. */
export async function registerClients(auth: Auth, clients: Clients): Promise<void> {
  const { adapter } = await auth.$context
  for (const [clientId, redirectUris] of Object.entries(clients)) {
    const data = {
      clientId,
      name: clientId,
      redirectUris: [...redirectUris],
      public: true,
      tokenEndpointAuthMethod: 'none',
      requirePKCE: true,
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      scopes: ['openid', 'email', 'profile'],
      // First-party clients: a sign-in is one page.
      skipConsent: true,
      disabled: false,
    }
    await adapter.create({ model: 'oauthClient', data })
  }
}
