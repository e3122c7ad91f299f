"""Section 2, matching: the readings of a URL, what a rule says of the body, disguises."""
import re
from urllib.parse import unquote_to_bytes
from . import graphql
from .encoding import Failed, strict_json, unbase64url
from .people import SPACE

YES, NO, UNSEEN = 'yes', 'no', 'unseen'
OVERRIDES = 'x-http-method-override', 'x-http-method', 'x-method-override'

def rules_of(policy, sent, said=()):
    """Those that protect what is sent, and what the expression of each found; `body` is of kind `unseen` where it is not at hand."""
    for rule in policy['rules']:
        found = next(filter(None, (expression(rule).fullmatch(reading) for reading in readings(sent['url']))), None)
        sights = [found is not None, *sights_of(rule['match'], sent)] if found else [NO]
        if NO not in sights and (UNSEEN not in sights or rule['id'] in said): yield rule, found

def expression(rule): return re.compile(rule['match']['regex'], re.IGNORECASE | re.ASCII)

def sights_of(match, sent):
    if match['method'] != sent['method'].upper():
        yield disguise(match['method'], sent) if sent['method'].upper() == 'POST' and 'no_method_override' not in match else NO
    for it in match.get('headers', []): yield header_sight(it, sent)
    if 'size' in match: yield size_sight(match['size']['at_least'], sent['body'])
    if 'body' in match: yield body_sight(match['body'], sent)

def readings(url):
    parts = re.fullmatch(r'(https?://[^/:]*?)\.?(:[0-9]+)?(/[^?]*)(?:\?(.*))?', url)
    if not parts: return [url]
    query = '?' + plain(parts[4], '-._~') if parts[4] else ''
    paths = [plain(parts[3], "-._~!$&'()*+,;=:@[]|", True)]
    for step in (lambda path: re.sub(';[^/]*', '', path), lambda path: undotted(re.sub('%2F|%5C', '/', path, flags=re.I)),
                 lambda path: re.sub('/+', '/', path), lambda path: path[:-1] if path[-1] == '/' != path else path):
        paths = once(it for path in paths for it in (path, step(path)))
    return once([url, *(f"{parts[1]}{parts[2] or ''}{path}{query}" for path in paths)])

def once(them): return list(dict.fromkeys(them))

def plain(text, signs, upper=False):
    def decoded(found):
        character = chr(int(found[1], 16))
        if character in signs or (character.isascii() and character.isalnum()): return character
        return found[0].upper() if upper else found[0]
    return re.sub('%([0-9A-Fa-f]{2})', decoded, text)

def undotted(path):
    dot = re.compile(r'(\.|%2e){1,2}', re.I)
    if not any(map(dot.fullmatch, path.split('/'))): return path
    kept, segments = [], re.sub('^/+', '/', path).split('/')[1:]
    for index, segment in enumerate(segments):
        if not dot.fullmatch(segment): kept.append(segment)
        else:
            if len(re.sub('%2e', '.', segment, flags=re.I)) == 2: kept = kept[:-1]
            if index == len(segments) - 1: kept.append('')
    return '/' + '/'.join(kept)

def fold(text): return re.sub('[A-Z\u017f\u212a]', lambda it: {'\u017f': 's', '\u212a': 'k'}.get(it[0], it[0].lower()), text)

def like(text, patterns): return any(re.fullmatch(regex_of(it), fold(text), re.DOTALL) for it in patterns)

def reason_like(said, reason):
    """The whole reason, trimmed, with `#` for digits besides."""
    signs = {'*': '.*', '#': '[0-9]+'}
    regexes = (''.join(signs.get(it) or re.escape(fold(it[-1])) for it in re.findall(r'\\[*#\\]|.', pattern, re.DOTALL))
               for pattern in said['is'])
    return any(re.fullmatch(regex, fold(reason.strip(SPACE)), re.DOTALL) for regex in regexes)

def regex_of(pattern):
    return ''.join('.*' if it == '*' else re.escape(fold(it[-1])) for it in re.findall(r'\\[*\\]|.', pattern, re.DOTALL))

# Fields: None where they are unreadable; a file has no text.

def fields_of(sent):
    query, body = parsed(sent['url'].partition('?')[2]), body_fields(sent['body'])
    fields = None if query is None or body is None else query + body
    return fields if fields is None or len(fields) <= 10_000 else None

def body_fields(body):
    if body['kind'] == 'none': return []
    if body['kind'] == 'form-data': return [(it['name'], it.get('value')) for it in body['entries']]
    if body['kind'] == 'unseen' or essence_of(body) != 'application/x-www-form-urlencoded': return None
    charset = re.search(r';\s*charset\s*=\s*"?([^\s";]*)', body['type'], re.I)
    if charset and charset[1].lower() not in ('utf-8', 'utf8'): return None
    return parsed(unbase64url(body['bytes']).decode('utf-8-sig', errors='replace'))

def essence_of(body): return fold(body['type'].split(';')[0].strip(SPACE))

def parsed(text):
    texts = [text, text.replace(';', '&')] if ';' in text else [text]
    if any(it.count('&') > 10_000 for it in texts): return None
    pairs = [pair.partition('=') for it in texts for pair in it.split('&') if pair]
    return [(form_text(name), form_text(value)) for name, _, value in pairs]

def form_text(raw): return unquote_to_bytes(raw.replace('+', ' ')).decode(errors='replace')

def name_of(name):
    name = name.split('\0')[0].lstrip(' ')
    if ']' not in name: name = name.replace('[', '_')
    head, bracket, rest = name.partition('[')
    return fold(re.sub('[. ]', '_', head) + bracket + rest)

def has_field(fields, wanted, patterns):
    wanted = name_of(wanted)
    texts = [text for name, text in fields if name_of(name) == wanted or name_of(name).startswith(wanted + '[')]
    return any(text is None or like(text, patterns) for text in texts)

# Headers and size.

def header_sight(it, sent):
    values = [value for name, value in sent['headers'] if name.lower().replace('_', '-') == it['name'].replace('_', '-')]
    if None in values and any(set(pattern) == {'*'} for pattern in it['is']): return YES
    if it['name'] == 'content-type' and sent['body']['kind'] != 'none':
        values.append('multipart/form-data' if sent['body']['kind'] == 'form-data' else sent['body'].get('type'))
    seen = [text.strip('\t\n\r ') for value in values if value is not None for text in (value, *value.split(','))]
    if any(like(text, it['is']) for text in seen): return YES
    return UNSEEN if None in values else NO

def size_sight(least, body):
    if body['kind'] == 'none': size = 0
    elif body['kind'] == 'bytes': size = len(unbase64url(body['bytes']))
    elif body['kind'] == 'unseen': size = body.get('size')
    else: size = sum(len(unbase64url(it['bytes']) if 'filename' in it else it['value'].encode()) for it in body['entries'])
    return UNSEEN if size is None else YES if size >= least else NO

# The body.

def body_sight(says, sent):
    if sent['body']['kind'] == 'unseen': return UNSEEN
    if sent['body'].get('bytes') == '': sent = sent | {'body': {'kind': 'none'}}
    holds = [has_json, has_form, calls]
    return YES if all(holds[at](says[it], sent) for at, it in enumerate(('json', 'form', 'graphql')) if it in says) else NO

def has_form(conditions, sent):
    fields = fields_of(sent)
    return fields is None or all(has_field(fields, it['field'], it['is']) for it in conditions)

def has_json(conditions, sent):
    if sent['body']['kind'] == 'none': return False
    found = json_of(sent['body'])
    return not found or all(any(json_like(value, it['is']) for value in values_at(found[0], steps(it['pointer'])))
                            for it in conditions)

def json_of(body): return json_in(unbase64url(body['bytes'])) if body['kind'] == 'bytes' else []

def json_in(raw):
    """A list of the value; empty where it is no strict JSON."""
    try: return [strict_json(raw)]
    except Failed: return []

def steps(pointer): return [step.replace('~1', '/').replace('~0', '~') for step in pointer.split('/')[1:]]

def named(value, name): return [value[it] for it in value if fold(it) == fold(name)] if isinstance(value, dict) else []

def values_at(value, path):
    if not path: return [value]
    if not isinstance(value, (dict, list)): return []
    if path[0] == '*': found = list(value.values() if isinstance(value, dict) else value)
    elif isinstance(value, dict): found = named(value, path[0])
    else: found = value[int(path[0]):][:1] if re.fullmatch('0|[1-9][0-9]*', path[0]) else []
    if not found and isinstance(value, list): return [it for item in value for it in values_at(item, path)]
    return [it for next_value in found for it in values_at(next_value, path[1:])]

def json_like(value, patterns):
    if isinstance(value, dict): return True
    if isinstance(value, list): return any(json_like(it, patterns) for it in value) if value else like('', patterns)
    return like(text_of(value), patterns)

def text_of(value):
    if isinstance(value, str): return value
    if isinstance(value, float): return str(int(value)) if value % 1 == 0 else repr(value)  # as the vectors need it
    return {None: 'null', True: 'true', False: 'false'}[value]

def calls(says, sent):
    in_url, in_body = fields_of(sent | {'body': {'kind': 'none'}}), documents(sent)
    if in_url is None or in_body is None: return True
    texts = queries(in_url) + in_body
    try: return not texts or any(like(field, says['fields']) for it in texts for field in graphql.root_fields(it, says['operation']))
    except graphql.Unreadable: return True

def queries(fields): return [text or '' for name, text in fields if fold(name) == 'query']

def documents(sent):
    body = sent['body']
    if body['kind'] == 'none': return []
    if body['kind'] == 'bytes' and essence_of(body) == 'application/graphql':
        try: return [unbase64url(body['bytes']).decode()]
        except UnicodeDecodeError: return None
    found = json_of(body)
    if found: return documents_in(found[0])
    fields = fields_of(sent | {'url': ''})
    if fields is None or any(fold(name) in IDENTIFIERS for name, _ in fields): return None
    inner = [json_in((text or '').encode()) for name, text in fields if fold(name) == 'operations']
    inner = [documents_in(it[0]) if it else None for it in inner]
    return None if None in inner else [text for texts in inner for text in texts] + queries(fields)

IDENTIFIERS = 'id', 'documentid', 'doc_id', 'queryid'

def documents_in(value):
    texts = []
    for call in value if isinstance(value, list) else [value]:
        found = named(call, 'query')
        if any(named(call, it) for it in IDENTIFIERS) or not found or not all(isinstance(it, str) for it in found): return None
        texts += found
    return texts

# Disguises.

def disguise(method, sent):
    def says(text): return text.strip(SPACE).upper() == method
    values = [value for name, value in sent['headers'] if name.lower() in OVERRIDES]
    if any(value is not None and any(map(says, value.split(','))) for value in values): return YES
    fields, body = fields_of(sent), sent['body']
    readable = fields if fields is not None else fields_of(sent | {'body': {'kind': 'none'}}) or []
    texts = [text for name, text in readable if name.strip(SPACE).lower() == '_method']
    if any(text is None or says(text) for text in texts): return YES
    if fields is None and body['kind'] != 'unseen':
        found = json_of(body)
        if found and any(not isinstance(it, str) or says(it) for it in named(found[0], '_method')): return YES
        if not found and (body['kind'] != 'bytes' or (body['bytes'] and re.search('json|form', essence_of(body)))): return YES
    return UNSEEN if body['kind'] == 'unseen' or None in values else NO
