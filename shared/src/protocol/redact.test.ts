import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captured, examplePolicy, otherSalt, salt } from '../../vectors/example.ts'
import { type Action, type CapturedBody, makeAction, readableBody } from './action.ts'
import { redactBytes } from './redact.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const json = 'application/json'
const form = 'application/x-www-form-urlencoded'

async function read(redact: readonly string[], text: string, type = json) {
  const { shown, fields } = await redactBytes(redact, salt, bytes(text), type)
  return { shown: shown && new TextDecoder().decode(shown), hidden: fields.map(({ field }) => field) }
}

describe('a field that a rule hides', () => {
  test('is cut out of JSON, and every other byte stays: white space, big numbers, escapes', async () => {
    const text =
      '{ "id": 12345678901234567890, "n": 1.0,\n "card": {"number": "4111", "till": "01/30"}, "\\u0061": [1] }'
    expect(await read(['/card/number'], text)).toEqual({
      shown: text.replace('"4111"', '"[hidden]"'),
      hidden: ['/card/number'],
    })
  })

  test('may be a whole object, an element of a list, or behind an escaped name', async () => {
    expect(await read(['/card'], '{"card":{"number":["4","1"]},"b":1}')).toEqual({
      shown: '{"card":"[hidden]","b":1}',
      hidden: ['/card'],
    })
    expect(await read(['/cards/1'], '{"cards":[1,{"n":2},3]}')).toEqual({
      shown: '{"cards":[1,"[hidden]",3]}',
      hidden: ['/cards/1'],
    })
    expect(await read(['/a~1b/m~0n'], '{"a/b":{"m~n":true}}')).toEqual({
      shown: '{"a/b":{"m~n":"[hidden]"}}',
      hidden: ['/a~1b/m~0n'],
    })
    expect(await read(['/pass'], '{"\\u0070ass":"x"}')).toMatchObject({ hidden: ['/pass'] })
  })

  test('is cut out of a form, each time it stands there, however its name is written', async () => {
    expect(await read(['password'], 'user=u-1&password=a%26b&pass%77ord=c&x', form)).toEqual({
      shown: 'user=u-1&password=%5Bhidden%5D&pass%77ord=%5Bhidden%5D&x',
      hidden: ['password', 'password'],
    })
  })

  test('is not one whose name has a question mark before it', async () => {
    expect(await read(['pin'], '?pin=1&pin=2', form)).toEqual({
      shown: '?pin=1&pin=%5Bhidden%5D',
      hidden: ['pin'],
    })
  })

  test('that is not there hides nothing', async () => {
    expect(await read(['/password'], '{"user":"u-1"}')).toEqual({ shown: '{"user":"u-1"}', hidden: [] })
  })

  test('is found behind a million escapes', async () => {
    const text = `{"a":"${'\\\\'.repeat(500_000)}","pin":1}`
    expect(await read(['/pin'], text)).toEqual({ shown: text.replace('"pin":1', '"pin":"[hidden]"'), hidden: ['/pin'] })
  })

  test('hides everything where the body could be read in two ways, or in none', async () => {
    for (const text of ['{"a":1,"a":2}', 'password=x', '{"a":"\\ud800"}', '']) {
      expect(await read(['/a'], text)).toEqual({ shown: undefined, hidden: [] })
    }
    expect(await redactBytes(['/a'], salt, Uint8Array.of(0xff), json)).toEqual({ shown: undefined, fields: [] })
  })
})

test('whatever else the JSON holds, the hidden value is not in what is shown, and the rest is', async () => {
  const secret = 'c0rrect-h0rse'
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.nat(3), async (around, indent) => {
      const text = JSON.stringify({ around, deep: [{ secret }], after: around }, undefined, indent)
      const { shown, hidden } = await read(['/deep/0/secret'], text)
      expect(hidden).toEqual(['/deep/0/secret'])
      expect(JSON.parse(shown ?? '')).toEqual(JSON.parse(text.replace(secret, '[hidden]')))
      expect(shown).not.toContain(secret)
    }),
  )
})

describe('an action whose rule hides a field', () => {
  const policy = examplePolicy({ rule: { redact: ['/pin'] } })
  const body = (text: string): CapturedBody => ({ kind: 'bytes', bytes: bytes(text), type: json })
  const actionOf = async (text: string, under = salt) =>
    (await makeAction(policy, under, { ...captured, body: body(text) })) as Action

  test('cannot be searched for the hidden value: nothing unsalted depends on it', async () => {
    const [one, other] = [await actionOf('{"pin":1234}'), await actionOf('{"pin":9876}')]
    const { hidden: _, fields: __, ...readable } = one.body as Extract<Action['body'], { kind: 'redacted' }>
    expect(other.body).toMatchObject(readable)
    expect(one.body).not.toEqual(other.body)
    expect(one.body).not.toEqual((await actionOf('{"pin":1234}', otherSalt)).body)
  })

  test('still binds every byte that is sent', async () => {
    expect((await actionOf('{"pin":1234}')).body).not.toEqual((await actionOf('{"pin":1234 }')).body)
  })

  test('names what may be read, which is what travels', async () => {
    const [rule] = policy.rules
    if (rule === undefined) throw new Error('the example policy has a rule')
    const readable = await readableBody(rule, salt, body('{"pin":1234,"to":"u-2"}'))
    expect(new TextDecoder().decode(readable)).toBe('{"pin":"[hidden]","to":"u-2"}')
  })
})
