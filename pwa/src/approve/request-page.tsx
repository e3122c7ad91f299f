import { hasGlass } from '@countersign/shared/policy'
import { TimeLeft, useNow } from '@countersign/shared/ui'
import { useDesk } from '../desk.ts'
import { Frame, Message } from '../frame.tsx'
import { wordsOfCode } from '../words.ts'
import { Back } from './back.tsx'
import { Card } from './card.tsx'
import { ConfirmCard } from './confirm-card.tsx'
import { GlassCard } from './glass-card.tsx'
import { isMine, type Judged, whyNotMe } from './judge.ts'
import { isWithout } from './keys.ts'
import type { JudgedReview } from './review.ts'
import { ReviewCard } from './review-card.tsx'
import { StoryPage } from './story-page.tsx'
import { type Known, type RequestInHand, useRequest } from './use-request.ts'

/** One request: its card while it waits for this person, its story afterwards. */
export function RequestPage({ id }: { readonly id: string }) {
  const inHand = useRequest(id)
  const { known } = inHand
  if (known.kind === 'holds') return <Held known={known} inHand={inHand} />
  if (known.kind === 'loading') return <Loading sending={inHand.sending} />
  if (known.kind === 'gone') return <Gone />
  if (known.kind === 'not-yet') return <NotYet />
  if (known.kind === 'over') return <Over state={known.state} />
  if (known.kind === 'fails') return <Fails words={known.words} />
  return (
    <Frame
      actions={
        <button type="button" class="button button--main" onClick={inHand.reload}>
          Try again
        </button>
      }
    >
      <Message headline="It can’t be checked right now">
        <p>{known.words}</p>
        <p>Nothing is shown before this phone has checked it. Nothing runs while it waits.</p>
      </Message>
    </Frame>
  )
}

function Held({ known, inHand }: { known: Extract<Known, { kind: 'holds' }>; inHand: RequestInHand }) {
  const { session } = useDesk()
  const { status, decisions, keys, review, judged } = known
  const decided = decisions.some(({ mine }) => mine)
  const waits = status.state === 'pending' && !decided
  const now = useNow(waits)
  const inTime = now < judged.own.request.expires
  if (waits && inTime) {
    const clock = <Clock judged={judged} now={now} />
    if (judged.own.rule.approvers === undefined) return <ConfirmCard judged={judged} inHand={inHand} aside={clock} />
    if (hasGlass(judged.own.rule) && isMine(judged, session)) {
      return <GlassCard judged={judged} inHand={inHand} aside={clock} />
    }
    return <Card judged={judged} decisions={decisions} inHand={inHand} aside={clock} />
  }
  const waitsForReview = isWithout(status, keys) && !isReviewed(review) && status.unapproved?.closed === undefined
  const waitsForMe = waitsForReview && whyNotMe(judged, session) === undefined
  return (
    <StoryPage
      judged={judged}
      status={inTime || !waits ? status : { ...status, state: 'expired' }}
      decisions={decisions}
      keys={keys}
      review={review}
    >
      {waitsForMe ? <ReviewCard judged={judged} onReviewed={inHand.reload} /> : null}
    </StoryPage>
  )
}

/** One that does not count is none: it waits on. */
function isReviewed(review: JudgedReview | undefined): boolean {
  return review !== undefined && !('fault' in review)
}

function Clock({ judged, now }: { judged: Judged; now: number }) {
  const { created, expires } = judged.own.request
  return <TimeLeft created={created} expires={expires} now={now} suffix="left" />
}

function Loading({ sending }: { sending: RequestInHand['sending'] }) {
  return (
    <Frame>
      <div class="card skeleton" aria-busy="true">
        <p class="quiet" role="status">
          {sending === undefined ? 'Checking the request on this phone…' : 'Sending your decision…'}
        </p>
        <i class="bone bone--short" />
        <i class="bone bone--tall" />
        <i class="bone" />
        <i class="bone bone--short" />
      </div>
    </Frame>
  )
}

function Gone() {
  return (
    <Frame actions={<Back />}>
      <Message headline="There is nothing here for you">
        <p>It was not sent to you, or it is gone. It may have been sent to another account of yours.</p>
      </Message>
    </Frame>
  )
}

function NotYet() {
  return (
    <Frame actions={<Back />}>
      <Message headline="It is not your turn yet">
        <p>{wordsOfCode('stage_not_open')}</p>
        <p>It shows up here by itself when it is your turn.</p>
      </Message>
    </Frame>
  )
}

/** Nothing of it was shown here, and nothing is: that is for those who were asked. */
function Over({ state }: { state: string }) {
  return (
    <Frame actions={<Back />}>
      <Message headline={overWords[state] ?? 'It is over'}>
        <p>It ended before it was your turn.{state in overWords ? ' Nothing was sent.' : null}</p>
      </Message>
    </Frame>
  )
}

const overWords: Readonly<Record<string, string>> = {
  denied: 'An approver denied it',
  cancelled: 'It is no longer asked for',
  expired: 'Nobody decided in time',
}

function Fails({ words }: { words: string }) {
  return (
    <Frame actions={<Back />}>
      <Message headline="This request is not what it claims">
        <p class="fault">{words}</p>
        <p>So nothing of it is shown, and it cannot be decided. Tell your security team if it happens again.</p>
      </Message>
    </Frame>
  )
}
