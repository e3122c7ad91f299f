import type { Answer, HolderCall, HolderLie } from './lie.ts'

const beforeDecision: readonly HolderCall[] = ['createRequest', 'readRequest']
const empty: Answer = { status: 200, headers: {}, body: '' }
const html: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Welcome</title>',
}

/** Answers that are none. */
export const transport: readonly HolderLie[] = [
  broken('connections dropped', 'ends the connection instead of answering.', () => ({ ...empty, cut: 'before' })),
  broken('answers with 5xx', 'answers with a server’s error, as a problem or as a page.', (random) => ({
    ...html,
    status: random.pick([500, 502, 503, 504]),
  })),
  broken('no answers', 'leaves the connection open and says nothing.', () => ({ ...empty, cut: 'never answered' })),
  broken('half answers', 'sends half of the answer and ends the connection.', (_, honest) => ({
    ...honest,
    cut: 'middle',
  })),
  broken('another content type', 'answers 200 with a page of HTML.', () => ({ ...html, status: 200 })),
  broken('something else', 'answers 200 with JSON of another shape.', (random) => ({
    ...empty,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: random.pick([
      'null',
      '[]',
      '{}',
      '7',
      '"approved"',
      '{"state":"approved"}',
      '{"status":{"state":"approved"}}',
    ]),
  })),
  broken('nothing', 'answers 204 without content.', () => ({ ...empty, status: 204 })),
  broken('huge answers', 'sends eight megabytes of people who were reached.', (_, honest) => ({
    ...honest,
    body: honest.body.replace('"reached":[', `"reached":[${'{"name":"Somebody","state":"sent"},'.repeat(230_000)}`),
  })),
  {
    name: 'the stream cut',
    says: 'All open event streams end.',
    harmless: true,
    begin: () => ({ disturb: (streams) => streams.cut() }),
  },
  {
    name: 'noise in the stream',
    says: 'Events that are not of the protocol, not JSON, or no events.',
    harmless: true,
    begin: (_, { random }) => ({
      disturb: (streams) =>
        streams.write(
          random.pick([
            'data: {"event":"sta\n\n',
            'data: null\n\n',
            'data: {"event":"status"}\n\n',
            'data: {"event":"status","status":{"id":7}}\n\n',
            'data: {"event":"policy"}\n\n',
            'event: approved\ndata: approved\n\n',
            ': nothing\n\n\n\n',
            `data: ${'x'.repeat(2_000_000)}\n\n`,
          ]),
        ),
    }),
  },
]

type Breaking = (random: Parameters<HolderLie['begin']>[1]['random'], honest: Answer) => Answer

/** The first one or two answers to asking and reading are broken; then the relay is well again. */
function broken(name: string, says: string, breaks: Breaking): HolderLie {
  return {
    name,
    says: `For the first calls, the relay ${says}`,
    harmless: true,
    begin: (_, { random }) => {
      let left = random.between(1, 2)
      return {
        answer: async (call, honestly) => {
          const honest = await honestly()
          if (left === 0 || !beforeDecision.includes(call) || honest.status !== 200) return honest
          left -= 1
          return breaks(random, honest)
        },
      }
    },
  }
}
