"""Section 1: strict base64url, strict JSON, JCS, hash, digest; and how a check fails."""
import base64, hashlib, json, math, re
from decimal import Decimal

class Failed(Exception): """A check that failed, with its code."""

def need(holds, code):
    if not holds: raise Failed(code)

def base64url(raw): return base64.urlsafe_b64encode(raw).decode().rstrip('=')

def unbase64url(text):
    need(isinstance(text, str) and re.fullmatch('[A-Za-z0-9_-]*', text) and len(text) % 4 != 1, 'base64url_malformed')
    raw = base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
    need(base64url(raw) == text, 'base64url_malformed')
    return raw

def strict_json(raw):
    try:
        text, depth = raw.decode(), 0
        marks = re.findall(r'"(?:[^"\\]|\\.)*"|[][{},]', text, re.DOTALL)
        need(sum(mark in ('[', '{', ',') for mark in marks) <= 100_000, 'json_malformed')
        for mark in marks:
            depth += (mark in ('[', '{')) - (mark in (']', '}'))
            need(depth <= 64, 'json_malformed')
        value = json.loads(text, parse_int=finite, parse_float=finite, parse_constant=finite, object_pairs_hook=unique)
        jcs(value).encode()  # a lone surrogate has no UTF-8
        return value
    except ValueError: raise Failed('json_malformed')

def finite(spelled):
    need(math.isfinite(float(spelled)), 'json_malformed')
    return float(spelled)

def unique(members):
    need(len(dict(members)) == len(members), 'json_malformed')
    return dict(members)

def sha(raw): return hashlib.sha256(raw).digest()
def hash_of(it): return base64url(sha(it.encode() if isinstance(it, str) else it))
def digest(value): return hash_of(jcs(value))
def is_number(value): return isinstance(value, (int, float)) and not isinstance(value, bool)
def code_units(text): return text.encode('utf-16-be', 'surrogatepass')

def jcs(value):
    """RFC 8785. Python's json escapes texts in the same way."""
    if is_number(value): return number(value)
    if isinstance(value, list): return f"[{','.join(map(jcs, value))}]"
    if not isinstance(value, dict): return json.dumps(value, ensure_ascii=False)
    return '{' + ','.join(f'{jcs(name)}:{jcs(value[name])}' for name in sorted(value, key=code_units)) + '}'

def number(value):
    """ECMAScript's Number::toString: the shortest digits that are this number, 0.digits · 10^point."""
    _, digits, exponent = Decimal(repr(abs(float(value)))).normalize().as_tuple()
    digits, point, sign = ''.join(map(str, digits)), len(digits) + exponent, '-' if value < 0 else ''
    if value == 0: return '0'
    if 0 < point <= 21: return (sign + digits[:point].ljust(point, '0') + '.' + digits[point:]).rstrip('.')
    if -6 < point <= 0: return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[0]}.{digits[1:]}".rstrip('.') + f'e{point - 1:+d}'
