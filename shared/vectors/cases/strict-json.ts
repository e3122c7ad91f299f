import { base64url } from '../jws-parts.ts'

/** Bytes that may be JSON: as they are, or as a pattern where there are too many to write down. */
export type JsonBytes = { readonly why: string } & (
  | { readonly bytes: string }
  | {
      readonly built: {
        readonly before: string
        readonly repeated: string
        readonly times: number
        readonly after: string
      }
    }
)

const text = (why: string, content: string): JsonBytes => ({ why, bytes: base64url(content) })
const bytes = (why: string, ...content: readonly number[]): JsonBytes => ({
  why,
  bytes: base64url(Uint8Array.from(content)),
})
const built = (why: string, before: string, repeated: string, times: number, after: string): JsonBytes => ({
  why,
  built: { before, repeated, times, after },
})

/** At the very edge of what is strict JSON. */
export const acceptedJson: readonly JsonBytes[] = [
  text('64 lists in one another', '['.repeat(64) + ']'.repeat(64)),
  text('32 objects and 32 lists in one another', '{"a":['.repeat(32) + ']}'.repeat(32)),
  text('brackets in a text are no depth', `["${'['.repeat(100)}\\"${'{'.repeat(100)}"]`),
  text('one name in two objects', '[{"a":1,"b":{"a":2}},{"a":3}]'),
  text('names that differ in case', '{"a":1,"A":2}'),
  text('names that look like marks', '{"{":"}","[\\"":":","\\\\":",\\\\"}'),
  text('a surrogate pair as escapes', '"\\ud83d\\ude00"'),
  text('a backslash before what would be a surrogate', '"\\\\ud800"'),
  text('the largest double', '1.7976931348623157e308'),
  text('a number too small for a double', '1e-400'),
  text('white space around the value', '\t\r\n {} \t\r\n'),
  built('100,000 marks: one bracket and 99,999 commas', '[', '0,', 99_999, '0]'),
  built('any number of commas in a text', '["', ',', 200_001, '"]'),
]

/** What one reader takes in one way, and another in another way or not at all. */
export const refusedJson: readonly JsonBytes[] = [
  text('a name twice', '{"a":1,"a":1}'),
  text('a name twice, once escaped', '{"a":1,"\\u0061":2}'),
  text('a name twice, escaped in two ways', '{"\\/":1,"\\u002F":2}'),
  text('a name twice, deep inside and far apart', '{"a":[{"b":1,"c":[{"b":2}],"b":3}]}'),
  text('the empty name twice', '{"":1,"":2}'),
  text('__proto__ twice', '{"__proto__":1,"__proto__":2}'),
  text('a lone high surrogate', '"\\ud800"'),
  text('a lone low surrogate', '"\\udc00"'),
  text('surrogates in the wrong order', '"\\ude00\\ud83d"'),
  text('a lone surrogate in a name', '{"\\udc00":1}'),
  text('a lone surrogate behind an escaped backslash', '"\\\\\\ud800"'),
  bytes('a surrogate in UTF-8', 0x22, 0xed, 0xa0, 0x80, 0x22),
  bytes('a byte that is no UTF-8', 0x22, 0xff, 0x22),
  bytes('a sequence of UTF-8 that is cut short', 0x22, 0xc3, 0x28, 0x22),
  bytes('a NUL in two bytes', 0x22, 0xc0, 0x80, 0x22),
  bytes('a character beyond U+10FFFF', 0x22, 0xf4, 0x90, 0x80, 0x80, 0x22),
  text('a byte order mark', '\ufeff{}'),
  bytes('UTF-16', 0x7b, 0x00, 0x7d, 0x00),
  text('a number that overflows', '1e400'),
  text('a number that overflows below', '[-1e309]'),
  text('a whole number of 400 digits', '9'.repeat(400)),
  text('65 lists in one another', '['.repeat(65) + ']'.repeat(65)),
  text('65 levels, objects and lists', `${'{"a":['.repeat(32)}{}${']}'.repeat(32)}`),
  built('a hundred thousand lists in one another', '', '[', 100_000, ''),
  built('100,001 marks: one bracket and 100,000 commas', '[', '0,', 100_000, '0]'),
  built('50,002 brackets and 50,000 commas', '[[]', ',[]', 50_000, ']'),
  text('nothing', ''),
  text('white space alone', ' \n'),
  text('two values', '{} {}'),
  text('a comma behind the last member', '{"a":1,}'),
  text('a comma behind the last item', '[1,]'),
  text('a comma before the first item', '[,1]'),
  text('a comment', '{}//'),
  text('another comment', '{/**/}'),
  text('a text in single quotes', "'a'"),
  text('a name without quotes', '{a:1}'),
  text('a text that does not end', '"abc'),
  text('a list that does not end', '[1'),
  text('a line break in a text', '"a\nb"'),
  text('a NUL in a text', '"\u0000"'),
  text('an escape that JSON does not know', '"\\x41"'),
  text('an escape that is cut short', '"\\u004"'),
  text('a number with a zero before it', '01'),
  text('a number with a plus sign', '+1'),
  text('a number without its first digit', '.5'),
  text('a number without its last digit', '1.'),
  text('a number in hexadecimal', '0x10'),
  text('NaN', 'NaN'),
  text('Infinity', '[-Infinity]'),
  text('True with a capital', 'True'),
  text('a space that JSON does not know, before', '\u00a0{}'),
  text('a form feed, before', '\f{}'),
  text('a NUL behind it', '{}\u0000'),
]
