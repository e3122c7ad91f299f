import { expect, test } from 'vitest'
import { pack, unpack } from './page/packed.ts'
import { answerOfTexts, callOfTexts, type SyncCall, textsOfAnswer, textsOfCall } from './sync-call.ts'

const call: SyncCall = {
  method: 'DELETE',
  url: 'https://console.example/api/users/1',
  withCredentials: true,
  mimeType: '',
  headers: [['authorization', 'Bearer x']],
  body: { kind: 'none' },
}

test.each<[string, SyncCall]>([
  ['without a body', call],
  ['with bytes', { ...call, headers: [], body: { kind: 'bytes', type: 'application/json', latin: '{"a":"\u00ff"}' } }],
  [
    'with fields',
    {
      ...call,
      withCredentials: false,
      body: {
        kind: 'form-data',
        entries: [
          ['a', '1'],
          ['a', ''],
        ],
      },
    },
  ],
  ['with a form that has none', { ...call, body: { kind: 'form-data', entries: [] } }],
])('a call %s comes out as it went in', (_, given) => {
  expect(callOfTexts(unpack(pack(textsOfCall(given))))).toEqual(given)
})

test('so does an answer, and none is none', () => {
  const answer = { status: 204, statusText: '', url: 'https://console.example/', headers: [], text: '' }
  expect(answerOfTexts(unpack(pack(textsOfAnswer(answer))))).toEqual(answer)
  expect(answerOfTexts(unpack(''))).toBeUndefined()
})

test('nonsense is no call', () => {
  expect(callOfTexts(['DELETE'])).toBeUndefined()
  expect(callOfTexts(textsOfCall(call).with(4, 'stream'))).toBeUndefined()
})
