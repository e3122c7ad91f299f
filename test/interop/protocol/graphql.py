"""Executable documents of GraphQL (October 2021), as far as what their operations begin with."""
import re

class Unreadable(Exception): pass

TOKEN = re.compile(r'''(?:[\ufeff\t\n\r ,]|\#[^\n\r]*)*(?P<token>"""(?:\\"""|(?!""").)*"""|"(?!"")(?:[^"\\\n\r]|\\["\\/bfnrt]
    |\\u[0-9A-Fa-f]{4})*"|\.\.\.|[!$&():=@[\]{|}]|[_A-Za-z][_0-9A-Za-z]*
    |-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.])|$)''', re.DOTALL | re.VERBOSE)
CLOSES = {'(': ')', '[': ']', '{': '}'}

def root_fields(text, kind):
    """The root fields of all operations of a kind, through fragments."""
    operations, fragments = Reader(text).document()
    found, seen, todo = set(), set(), [it for operation, it in operations if operation == kind]
    while todo:
        fields, spreads = todo.pop()
        found |= fields
        for name in spreads:
            if name not in fragments: raise Unreadable
            if name not in seen: todo.append(fragments[name])
            seen.add(name)
    return found

def tokens_of(text):
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found: raise Unreadable
        at = found.end()
        if found['token']: yield found['token']

class Reader:
    def __init__(self, text):
        self.tokens = [*tokens_of(text), '']
        self.at = 0

    @property
    def next(self): return self.tokens[self.at]

    def take(self):
        self.at += 1
        if not self.tokens[self.at - 1]: raise Unreadable
        return self.tokens[self.at - 1]

    def expect(self, token):
        if self.take() != token: raise Unreadable

    def name(self):
        token = self.take()
        if not re.fullmatch('[_A-Za-z][_0-9A-Za-z]*', token): raise Unreadable
        return token

    def document(self):
        operations, fragments = [], {}
        while self.next or not (operations or fragments):
            kind = 'query' if self.next == '{' else self.name()
            if kind == 'fragment':
                name = self.name()
                if name == 'on' or name in fragments: raise Unreadable
                self.expect('on')
                self.name()
                fragments[name] = self.selections(0)
            elif kind in ('query', 'mutation', 'subscription'):
                if re.match('[_A-Za-z]', self.next): self.name()
                if self.next == '(': self.group(0)
                operations.append((kind, self.selections(0)))
            else: raise Unreadable
        return operations, fragments

    def selections(self, depth):
        """Directives and a selection set: its fields and the fragments that it spreads."""
        if depth > 100: raise Unreadable
        fields, spreads = set(), set()
        self.directives(depth)
        self.expect('{')
        while True:
            if self.next == '...': self.spread(fields, spreads, depth)
            else: fields.add(self.field(depth))
            if self.next == '}': break
        self.take()
        return fields, spreads

    def spread(self, fields, spreads, depth):
        self.take()
        if re.match('[_A-Za-z]', self.next):
            name = self.name()
            if name != 'on':
                spreads.add(name)
                return self.directives(depth)
            self.name()
        inner = self.selections(depth + 1)
        fields |= inner[0]
        spreads |= inner[1]

    def field(self, depth):
        name = self.name()
        if self.next == ':':
            self.take()
            name = self.name()
        if self.next == '(': self.group(depth)
        self.directives(depth)
        if self.next == '{': self.selections(depth + 1)
        return name

    def directives(self, depth):
        while self.next == '@':
            self.take()
            self.name()
            if self.next == '(': self.group(depth)

    def group(self, depth):
        if depth > 100: raise Unreadable
        end = CLOSES[self.take()]
        while self.next != end:
            if self.next in CLOSES: self.group(depth + 1)
            elif self.take() in CLOSES.values(): raise Unreadable
        self.take()
