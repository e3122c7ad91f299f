import type { JWK } from 'jose'
import { keyedWithThePublicKey, relabelled, unsigned } from './algorithms.ts'
import type { Forgery } from './forgery.ts'
import { withOtherJson } from './json.ts'
import { withOtherSignatures } from './signatures.ts'
import { reserialised, respelled } from './spellings.ts'

/**
 * What somebody without any key makes of one genuine compact JWS and the public key that it verifies under. After the
 * test vectors of Wycheproof for JWS, and RFC 8725 “JWT Best Current Practices”.
 */
export function forgeriesOf(genuine: string, publicJwk: JWK): readonly Forgery[] {
  return [
    ...unsigned(genuine),
    ...keyedWithThePublicKey(genuine, publicJwk),
    ...relabelled(genuine),
    ...withOtherSignatures(genuine),
    ...respelled(genuine),
    ...reserialised(genuine),
    ...withOtherJson(genuine),
  ]
}
