import type { JSONWebKeySet } from 'jose'
import { type IssuerKeys, parseCompact } from '../protocol/index.ts'
import type { ProofBundle } from './bundle.ts'
import type { OwnKnowledge, Voucher } from './bundle-report.ts'

/** The verifier's own key of that issuer and id where there is one; the bundle's where the verifier has none. */
export function keysFor(token: string, bundle: ProofBundle, own: OwnKnowledge): { keys: IssuerKeys; voucher: Voucher } {
  const { header, payload } = parseCompact(token)
  const issuer = String(payload['iss'])
  const mine = Object.hasOwn(own.keys, issuer) ? own.keys[issuer] : undefined
  const isMine = mine?.keys.some(({ kid }) => header['kid'] === undefined || kid === header['kid']) === true
  if (mine !== undefined && isMine) return { keys: { [issuer]: mine }, voucher: 'own' }
  // A key's members are looked at by whoever verifies with it.
  const keys = bundle.keys.filter((key) => key.issuer === issuer).map(({ jwk }) => jwk as JSONWebKeySet['keys'][number])
  return { keys: { [issuer]: { keys } }, voucher: 'relay' }
}
