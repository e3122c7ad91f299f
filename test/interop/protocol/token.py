"""Sections 6 and 7.1: keys, signatures, tokens, statements."""
from contextlib import contextmanager
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from .encoding import Failed, is_number, need, strict_json, unbase64url
from .people import issuer_of

KINDS = {'RS256': ('RSA', None), 'PS256': ('RSA', None), 'ES256': ('EC', 'P-256'), 'ES384': ('EC', 'P-384'),
         'EdDSA': ('OKP', 'Ed25519')}
CURVES = {'ES256': (ec.SECP256R1(), SHA256(), 32), 'ES384': (ec.SECP384R1(), SHA384(), 48)}
TYPES = dict.fromkeys(('kty', 'use', 'alg', 'kid', 'x5u', 'x5t', 'x5t#S256', 'crv', 'x', 'y', 'n', 'e'), str)
TYPES |= {'key_ops': list, 'x5c': list}

@contextmanager
def failing_as(code):
    try: yield
    except Failed: raise Failed(code)

class Jws:
    """7.1.1: three parts, each strict."""
    def __init__(self, text, most=65_536):
        need(isinstance(text, str) and len(text) <= most, 'token_malformed')
        parts = text.split('.')
        need(len(parts) == 3 and all(parts), 'token_malformed')
        self.header = self.object_in(parts[0])
        self.payload = self.object_in(parts[1])
        self.raw, self.signature = unbase64url(parts[1]), unbase64url(parts[2])
        self.signed = '.'.join(parts[:2]).encode()

    def object_in(self, part):
        value = strict_json(unbase64url(part))
        need(isinstance(value, dict), 'token_malformed')
        return value

    def is_signed_by(self, jwk):
        try: verify(self.header['alg'], jwk, self.signature, self.signed)
        except (InvalidSignature, ValueError, Failed): return False
        return True

def verify(alg, jwk, signature, signed):
    if alg == 'EdDSA': return Ed25519PublicKey.from_public_bytes(unbase64url(jwk['x'])).verify(signature, signed)
    if alg in CURVES:
        curve, hashing, size = CURVES[alg]
        need([len(unbase64url(jwk.get(name))) for name in 'xy'] == [size, size], 'no point')
        need(len(signature) == 2 * size, 'not raw')
        key = ec.EllipticCurvePublicNumbers(unsigned(jwk['x']), unsigned(jwk['y']), curve).public_key()
        r, s = (int.from_bytes(half, 'big') for half in (signature[:size], signature[size:]))
        return key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashing))
    pad = padding.PKCS1v15() if alg == 'RS256' else padding.PSS(padding.MGF1(SHA256()), 32)
    rsa.RSAPublicNumbers(unsigned(jwk['e']), unsigned(jwk['n'])).public_key().verify(signature, signed, pad, SHA256())

def unsigned(text): return int.from_bytes(unbase64url(text), 'big')

def suits(jwk, header):
    """7.1.5"""
    if not isinstance(jwk, dict) or not all(isinstance(jwk[name], kind) for name, kind in TYPES.items() if name in jwk):
        return False
    alg, (kty, curve) = header['alg'], KINDS[header['alg']]
    for_this = jwk.get('kty') == kty and curve in (None, jwk.get('crv')) and jwk.get('alg', alg) == alg
    named = 'kid' not in header or 'kid' in jwk and jwk['kid'] == header['kid']
    verifies = jwk.get('use', 'sig') == 'sig' and 'verify' in jwk.get('key_ops', ['verify'])
    return for_this and named and verifies and 'd' not in jwk and not is_weak(jwk)

def is_weak(jwk):
    try:
        if jwk['kty'] == 'OKP': return len(unbase64url(jwk.get('x'))) != 32 or is_of_small_order(unbase64url(jwk['x']))
        if jwk['kty'] == 'EC': return False
        modulus, exponent = unsigned(jwk.get('n')), unsigned(jwk.get('e'))
        return not 2048 <= modulus.bit_length() <= 16384 or exponent % 2 == 0 or exponent == 1
    except Failed: return True

def is_of_small_order(point):
    """8 · point = 0 (RFC 8032 §5.1): y = ±1 has order 1 or 2, y = 0 order 4, and what doubles to y = 0 order 8."""
    p = 2**255 - 19
    d, y = -121665 * pow(121666, -1, p), int.from_bytes(point, 'little') % 2**255
    return y * (y * y - 1) * (d * y**4 + 2 * y * y - 1) % p == 0

def check_token(text, roles, policy, keys):
    """7.1: the issuer and the claims."""
    token = Jws(text)
    header, claims, issuer = token.header, token.payload, issuer_of(policy, token.payload.get('iss'))
    need(issuer, 'token_issuer_unknown')
    need(not {'crit', 'b64', 'cty'} & header.keys() and header.get('typ', 'JWT') == 'JWT', 'token_malformed')
    need(header.get('alg') in issuer['algorithms'], 'token_alg_refused')
    jwks = keys.get(issuer['issuer'], {'keys': []})
    need(isinstance(jwks, dict) and isinstance(jwks.get('keys'), list) and len(jwks['keys']) <= 100, 'keys_malformed')
    suitable = [jwk for jwk in jwks['keys'] if suits(jwk, header)]
    need(suitable, 'token_key_unknown')
    need(len(suitable) == 1, 'token_key_ambiguous')
    aud = claims.get('aud')
    client = aud[0] if isinstance(aud, list) and len(aud) == 1 else aud
    need(client in [issuer['clients'][role] for role in roles], 'token_audience_mismatch')
    need(claims.get('azp', client) == client, 'token_audience_mismatch')
    need(token.is_signed_by(suitable[0]), 'token_signature_invalid')
    need(is_number(claims.get('iat')), 'token_malformed')
    return issuer, claims

def check_public_key(jwk):
    """6: the key of a statement, of a hand-over."""
    need(isinstance(jwk, dict) and (jwk.get('kty'), jwk.get('crv')) == ('EC', 'P-256') and 'd' not in jwk, 'no key')
    need(all(len(unbase64url(jwk.get(name))) == 32 for name in 'xy'), 'no key')

def check_statement(text, kind, failed):
    """7.2.11: the payload and the key of a device's statement."""
    with failing_as(f'{failed}_malformed'):
        statement = Jws(text)
        header = statement.header
        need(header.keys() == {'alg', 'typ', 'jwk'} and header['alg'] == 'ES256', 'header')
        need(header['typ'] == f'countersign-{kind}+jwt', 'header')
        check_public_key(header['jwk'])
    need(statement.is_signed_by(header['jwk']), f'{failed}_signature_invalid')
    return statement.payload, header['jwk']
