import { alarmWords } from '@countersign/shared/log'
import { formatTook } from '@countersign/shared/ui'
import type { NotHeld } from '../../page-messages.ts'
import type { Held, PageWaits, PanelView, Went } from '../../panel-view.ts'
import { alikeWords, blockedWords } from '../../paths.ts'
import type { Sent } from '../../sent.ts'

/** What a state says: a title, one sentence, how it looks, and whether it is over. */
export type Words = {
  readonly title: string
  readonly text: string | undefined
  readonly tone: 'calm' | 'good' | 'bad'
  readonly ended: boolean
}

/**
 * The words of every state of the panel.
 *
 * @param nothing how it is said that nothing has happened
 */
export function wordsOf(view: PanelView, nothing: string): Words {
  switch (view.state) {
    case 'preparing':
      return calm('Held', 'Getting ready to ask.')
    case 'choosing-issuer':
      return calm('Sign in to ask', 'Choose where you sign in. Your request stays held.')
    case 'signing-in':
      return calm('Sign in to ask', `Sign in with ${view.issuer} in the window that opened. Your request stays held.`)
    case 'nobody-to-ask':
      return calm(
        'Nobody can be asked now',
        `${awayWords[view.away]} Your request stays held. Sign in again, or use a key that is kept offline.`,
      )
    case 'reason':
      return calm('Why is this needed?', undefined)
    case 'waiting':
      return calm(waitingTitles[view.held.asks], pageWords[view.held.asks][view.wait.page])
    case 'ready':
      return calm(wentTitles[view.ready.went.how], undefined)
    case 'releasing':
      return calm(wentTitles[view.how], 'Sending it now.')
    case 'done':
      return doneWords(view)
    case 'denied':
      if (view.held.asks === 'requester') return bad('It was not you', notYou(nothing))
      return bad(`Denied by ${view.by}`, view.reason === undefined ? nothing : `“${view.reason}” ${nothing}`)
    case 'expired':
      return bad('Time is over', `${view.how === undefined ? nobody[view.held.asks] : tooLate[view.how]} ${nothing}`)
    case 'cancelled':
      return { title: 'Cancelled', text: nothing, tone: 'calm', ended: true }
    case 'refused':
      return bad('Not released', `${view.why} ${nothing} (${view.code})`)
    case 'sign-in-failed':
      return bad(
        'Not signed in',
        `The sign-in with ${view.issuer} did not end, so nobody was asked. ${nothing} Try again.`,
      )
    case 'unknown':
      return bad(
        'Look before you repeat',
        'We can’t tell whether it ran: the browser stopped in the middle of sending it.',
      )
    case 'in-force':
      return {
        title: 'In force',
        text: `Version ${view.version} of the policy counts from now on.`,
        tone: 'good',
        ended: true,
      }
    case 'blocked':
      return bad('Blocked', view.why)
    case 'not-held':
      return bad('Blocked', `${blockedWords[view.path]} ${nothing}`)
    case 'alike':
      return bad(
        `Blocked on its way to ${view.console}`,
        `${alikeWords[view.alike]} ${blockedWords[view.path]} ${nothing}`,
      )
  }
}

type ByWhom<Value = string> = Readonly<Record<Held['asks'], Value>>

const awayWords = {
  relay: 'Countersign cannot be reached.',
  issuer: 'The sign-in did not end, so the sign-in service may be away.',
} as const

const waitingTitles: ByWhom = {
  approvers: 'Waiting for approval',
  requester: 'Confirm that it’s you',
  keys: 'Waiting for an emergency key',
}
type ByHow = Readonly<Record<Went['how'], string>>

const wentTitles: ByHow = {
  approved: 'Approved',
  confirmed: 'Confirmed',
  broken: 'Without approval',
  signed: 'Released by an emergency key, without approval',
}
const tooLate: ByHow = {
  approved: 'It was approved, but too late to run.',
  confirmed: 'You confirmed it, but too late to run.',
  broken: 'You broke the glass, but too late to run it.',
  signed: 'An emergency key has signed it, but too late to run.',
}
const nobody: ByWhom = {
  approvers: 'Nobody approved it in time.',
  requester: 'You did not confirm it in time.',
  keys: 'No emergency key has signed it in time.',
}

/** How it goes on where the page does not wait for its answer. */
const pageWords: ByWhom<Readonly<Record<PageWaits, string | undefined>>> = {
  approvers: {
    waits: undefined,
    left: 'The page does not wait for it any more. Once it is approved, do the same again.',
    'cannot-wait': 'This page can’t wait for an answer. Once it is approved, do the same again.',
  },
  requester: {
    waits: undefined,
    left: 'The page does not wait for it any more. Once you have confirmed it, do the same again.',
    'cannot-wait': 'This page can’t wait for an answer. Once you have confirmed it, do the same again.',
  },
  keys: {
    waits: 'Nobody can be asked, so it is held for a key that is kept offline.',
    left: 'The page does not wait for it any more. Once a key has signed it, do the same again.',
    'cannot-wait': 'This page can’t wait for an answer. Once a key has signed it, do the same again.',
  },
}

function notYou(nothing: string): string {
  return `You said that you did not ask for this. ${nothing} Somebody else may be in this browser: tell your security team.`
}

/** What the person hears of a request that cannot be held. */
export const notHeldWords: Readonly<Record<NotHeld, string>> = {
  synchronous:
    'The page stands still until its request is answered, so it cannot be held here. Nothing was sent, and nobody was asked.',
  'service-worker':
    'This form would go through a script of the page that could send something else in its place. Nothing was sent, and nobody was asked.',
  'new-tab':
    'It leads into a new tab, and this browser did not let one wait for it. Nothing was sent, and nobody was asked.',
  'cut-off':
    'Countersign was updated or removed while this page was open. What was held here was not sent. Load the page again.',
  'too-large':
    'It carries more than 1 MB, which is more than can be shown to an approver. Nothing was sent, and nobody was asked. Do it in smaller parts.',
  unfinished:
    'What the page wanted to send did not end within 10 seconds, so it cannot be shown to an approver. Nothing was sent, and nobody was asked.',
}

function doneWords({ sent, went, alarm }: Extract<PanelView, { state: 'done' }>): Words {
  const decided = wentWords(went)
  if (alarm !== undefined) return bad('Look at this', `${decided}. ${alarmWords(alarm)} ${answerWords(sent)}`)
  if (sent.kind === 'failed') {
    return bad('Sent, no answer', `${decided} and sent once, but the console’s answer could not be read.`)
  }
  const took = formatTook(sent.ms)
  const answered = `The console answered ${sent.status} in ${took}.`
  if (went.how === 'broken') return bad('Released without approval', `${answered} ${reviewWords}`)
  if (sent.status >= 400) {
    return bad('The console refused it', `${decided} and sent once. ${answered}`)
  }
  if (went.how === 'signed') {
    return bad(
      'Ran without approval',
      `${decided}. ${answered} It stays red in the record until somebody has reviewed it.`,
    )
  }
  return {
    title: 'Done',
    text: `${decided}. ${answered}`,
    tone: 'good',
    ended: true,
  }
}

function wentWords(went: Went): string {
  if (went.how === 'broken') return 'Released without approval'
  if (went.how === 'confirmed') return 'Confirmed by you'
  if (went.how === 'approved') return `Approved by ${went.by.join(' and ')}`
  return `Released without approval, by the emergency ${went.by.length === 1 ? 'key' : 'keys'} of ${went.by.join(' and ')}`
}

const reviewWords = 'Everybody who was asked is told. It stays red until one of them has reviewed it.'

/** How it went, beside an alarm. */
function answerWords(sent: Sent): string {
  return sent.kind === 'failed' ? 'The page got no answer.' : `The page got the console’s answer ${sent.status}.`
}

function calm(title: string, text: string | undefined): Words {
  return { title, text, tone: 'calm', ended: false }
}

function bad(title: string, text: string): Words {
  return { title, text, tone: 'bad', ended: true }
}
