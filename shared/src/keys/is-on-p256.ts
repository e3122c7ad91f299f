import { decodeBase64url } from '../encoding/base64url.ts'

/** Whether two coordinates (RFC 7518, section 6.2.1) are a point of P-256 (SP 800-186, section 3.2.1.3). */
export function isOnP256(x: string, y: string): boolean {
  const [one, other] = [numberIn(x), numberIn(y)]
  return one < prime && other < prime && (other * other - (one * one * one - 3n * one + b)) % prime === 0n
}

const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

function numberIn(text: string): bigint {
  return decodeBase64url(text).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}
