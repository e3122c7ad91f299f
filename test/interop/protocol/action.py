"""Sections 2 and 3: params and summary; headers, hidden hashes, bodies, redaction."""
import json, re
from urllib.parse import unquote_to_bytes
from .encoding import Failed, code_units, digest, hash_of, need, strict_json, unbase64url
from .matching import rules_of
from .strictest import strictest

UNSEEN = re.compile('[\0-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f'
                    '\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]')
URL = re.compile('(https?://)([^/?#]*@)?([^/?#:]*)(:443)?([^#]*)(#.*)?', re.DOTALL)

def canonical(url):
    """What WHATWG's serialisation comes to for the URLs of the vectors."""
    parts = URL.fullmatch(url)
    return parts[1] + parts[3].lower() + parts[5] if parts else url.split('#')[0]

def params_of(rule, found):
    groups = zip(rule['match']['names'], found.groups())
    return {name: decoded(raw) for name, raw in groups if raw is not None}

def decoded(raw):
    try: text = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError: return raw
    return raw if re.search('%(?![0-9A-Fa-f]{2})', raw) or UNSEEN.search(text) else text

def summary_of(rule, params):
    return re.sub(r'\{([A-Za-z0-9_]+)\}', lambda named: params.get(named[1], named[0]), rule['summary'])

def is_secret(rule, name):
    named = name in ('authorization', 'proxy-authorization', 'cookie', *rule['secret_headers'])
    return named or 'csrf' in name or 'xsrf' in name

def hidden_hash(salt, label, value): return hash_of(f'countersign/1-hidden\n{salt}\n{label}\n'.encode() + value)

def matched(policy, sent, said=(), left=lambda rule, params: False):
    """What rules ask for together, the names that an action has of them, and the params; three times None where there are none."""
    found = [(rule, it) for rule, it in rules_of(policy, sent, said) if 'when' not in rule or not left(rule, params_of(rule, it))]
    if not found: return None, None, None
    rules, params = [rule for rule, _ in found], {}
    for rule, it in reversed(found): params |= params_of(rule, it)
    first, *others = (it['id'] for it in rules)
    return strictest(rules), {'rule': first} | ({'also': others} if others else {}), params

def action_of(policy, salt, captured):
    method, url, body = captured['method'].upper(), canonical(captured['url']), captured['body']
    rule, names, params = matched(policy, captured | {'url': url})
    headers = sorted([(name.lower(), value.strip('\t\n\r ')) for name, value in captured['headers']],
                     key=lambda header: code_units(header[0]))
    headers = [{'name': name, 'hidden': hidden_hash(salt, f'header:{name}', value.encode())} if is_secret(rule, name)
               else {'name': name, 'value': value} for name, value in headers]
    return names | {'method': method, 'url': url, 'headers': headers, 'params': params,
            'summary': summary_of(rule, params)} | body_of(rule, salt, body)

def body_of(rule, salt, captured):
    if captured['kind'] == 'none': return {}
    return {'body': (bytes_body if captured['kind'] == 'bytes' else form_body)(rule, salt, captured)}

def bytes_body(rule, salt, captured):
    raw, fields = unbase64url(captured['bytes']), []
    said = {'size': len(raw), 'type': captured['type']}
    if not rule['redact']: return {'kind': 'bytes', 'digest': hash_of(raw)} | said
    form = captured['type'].split(';')[0].strip().lower() == 'application/x-www-form-urlencoded'
    try:
        text, at, readable = raw.decode(), 0, ''
        for (start, end), field in (pairs if form else places)(text, rule['redact']):
            if start < at: continue  # inside of one that is cut already
            fields.append(hidden_field(salt, fields, field, text[start:end].encode()))
            readable, at = readable + text[at:start] + ('%5Bhidden%5D' if form else '"[hidden]"'), end
        readable = (readable + text[at:]).encode()
        said['shown'] = {'digest': hash_of(readable), 'size': len(readable)}
    except (UnicodeDecodeError, Failed): pass
    return {'kind': 'redacted', 'hidden': hidden_hash(salt, 'body', raw), 'fields': fields} | said

def hidden_field(salt, fields, field, value):
    count = sum(earlier['field'] == field for earlier in fields)
    return {'field': field, 'hidden': hidden_hash(salt, f'field:{field}#{count}', value)}

def pairs(text, redact):
    found = ((pair.span(2), unquote_to_bytes(pair[1].replace('+', ' ')).decode(errors='replace'))
             for pair in re.finditer('([^&=]*)=([^&]*)', text))
    return [(span, name) for span, name in found if name in redact]

def places(text, redact):
    """The span of each value that a pointer names, of those inside one another the outer one first."""
    strict_json(text.encode())
    steps = {tuple(step.replace('~1', '/').replace('~0', '~') for step in pointer.split('/')[1:]): pointer
             for pointer in redact if re.fullmatch('(/([^/~]|~[01])*)+', pointer)}
    return sorted((span, steps[path]) for path, span in values_in(text, (), between(text, 0)) if path in steps)

def values_in(text, path, start):
    """The path and span of the value at `start`, and of all inside it."""
    end = json.JSONDecoder().raw_decode(text, start)[1]
    yield path, (start, end)
    at, count = between(text, start + 1), 0
    while text[start] in '[{' and at < end - 1:
        name = str(count)
        if text[start] == '{': name, at = json.JSONDecoder().raw_decode(text, at)
        inside = list(values_in(text, path + (name,), between(text, at)))
        yield from inside
        at, count = between(text, inside[0][1][1]), count + 1

def between(text, at): return re.compile('[ \t\n\r,:]*').match(text, at).end()

def form_body(rule, salt, captured):
    entries, fields, size = [], [], 0
    for entry in captured['entries']:
        raw = unbase64url(entry['bytes']) if 'filename' in entry else entry['value'].encode()
        content = {'digest': hash_of(raw)}
        if entry['name'] in rule['redact']:
            fields.append(hidden_field(salt, fields, entry['name'], raw))
            content = {'hidden': fields[-1]['hidden']}
        entries.append({member: entry[member] for member in ('name', 'filename', 'type') if member in entry} | content)
        size += len(raw)
    body = {'kind': 'form-data', 'digest': digest(entries), 'size': size, 'entries': len(entries)}
    return body | ({'fields': fields} if rule['redact'] else {})

def check_body(action, raw):
    body = action.get('body', {})
    shown = body if body.get('kind') == 'bytes' else body.get('shown', {})
    need((shown.get('size'), shown.get('digest')) == (len(raw), hash_of(raw)), 'body_mismatch')
