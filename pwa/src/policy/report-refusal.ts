import type { Phone } from '../phone.ts'

/** Tells the relay's log that this phone refuses the policy that is offered. The relay notes each once. */
export async function reportRefusal({ client, inForce: { relay } }: Pick<Phone, 'client' | 'inForce'>): Promise<void> {
  if (relay.kind !== 'refused') return
  const { digest, version } = relay.offered
  const body = { code: relay.error.code, digest, ...(version === undefined ? {} : { version }) }
  await client.call('reportPolicyRefusal', { body }).catch((error: unknown) => {
    console.warn('The relay could not be told of the policy that was refused.', error)
  })
}
