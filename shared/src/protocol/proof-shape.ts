import { type Static, Type } from 'typebox'
import { CompactJws, IdToken, Salt } from './brands.ts'

/** Who asked: the session's ID token, bound by its nonce to the device key that signed D. */
export const Proof = Type.Object({ id_token: IdToken, salt: Salt, jws: CompactJws }, { additionalProperties: false })
export type Proof = Static<typeof Proof>
