import type { Config } from '../config.ts'
import type { Finding } from './finding.ts'

/** Who is trusted for what in this set-up, said as plainly as wherever the claim is made. */
export function whatIsTrusted(config: Config): readonly Finding[] {
  const trusted = (what: string, says: string): Finding => ({ what, kind: 'trusted', says })
  const isElsewhere = config.appOrigin !== config.publicUrl
  return [
    trusted('Identity provider', 'who signs in, and that an approval is theirs'),
    trusted('Policy key', 'what is protected, and who may approve; keep its private half off the relay'),
    isElsewhere
      ? trusted('Relay', 'to carry requests in time. It cannot approve anything, nor change what phones show.')
      : trusted(
          'Relay',
          'to carry requests in time, and, since it serves the phone app too, for what phones show. It cannot make an ' +
            'approval, but whoever takes it over could show an approver another action than the one they sign. ' +
            'Put the app on an origin of its own to end that: countersign app build.',
        ),
    ...(isElsewhere
      ? [trusted(`Host of ${config.appOrigin}`, 'for what phones show; compare it: countersign app verify')]
      : []),
  ]
}
