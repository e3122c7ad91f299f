import browser from 'webextension-polyfill'
import type { FromContent, ToContent } from '../messages.ts'
import type { NotHeld, PageCapture } from '../page-messages.ts'
import type { SyncAnswer, SyncCall } from '../sync-call.ts'
import { answerAll, type TellPage } from './answer-all.ts'
import { makeBackgroundPort } from './background-port.ts'
import { holdCall } from './hold-call.ts'
import { sendTried } from './send-tried.ts'
import { makeShownHere } from './shown-here.ts'
import { trySync } from './sync-tries.ts'
import { makeTries, type Tried } from './tries.ts'

/**
 * Keeps what is held in this frame: the bytes that were digested, out of the page's reach. They are sent from here,
 * at most once, when the background says so.
 */
export function makeHolds(tellPage: TellPage) {
  const tries = makeTries()
  /** What nobody waits for and the background has not taken yet. */
  const unheard = new Map<string, FromContent>()
  const look: FromContent = { kind: 'look', origin: window.origin }
  const background = makeBackgroundPort({
    receive,
    // A new worker knows only what it stored: it is told again what is held here.
    reconnected: () => [...tries.messages(), ...unheard.values(), ...(shown.keys().length === 0 ? [] : [look])],
    cutOff,
  })
  const shown = makeShownHere(background.post)

  function receive(message: ToContent): void {
    if (message.kind === 'notice') shown.notice(message.notice)
    else if (message.kind === 'nothing') for (const key of shown.keys()) shown.hide(key)
    else if (message.kind === 'show') show(message)
    else if (message.kind === 'drop') shown.hide(message.key)
    else if (message.kind === 'joined') join(message.key)
    else if (message.kind === 'over') shown.over(message.key)
    else if (message.kind === 'send') void send(message)
    else finish(message)
  }

  /** Ends what is not on its way: the page hears that it has failed. */
  function failWaiting(): readonly string[] {
    const waiting = tries.unused()
    for (const key of waiting) for (const call of tries.end(key)) tellPage({ kind: 'fail', key: call })
    return waiting
  }

  /** What was not on its way goes nowhere any more; only a page that is loaded anew can ask. */
  function cutOff(): void {
    const waiting = failWaiting()
    for (const key of [...waiting, ...unheard.keys(), ...shown.keys()])
      if (tries.find(key) === undefined) shown.hide(key)
    unheard.clear()
    shown.notHeld('cut-off', 'cut-off')
  }

  function show({ key, view, drawn }: Extract<ToContent, { kind: 'show' }>): void {
    tries.settle(key)
    unheard.delete(key)
    shown.show(key, view, drawn)
    // A form that led elsewhere, while this page lives on: it is over, and never told to a new worker as held.
    if (view.state === 'done' && tries.find(key)?.capture.way.kind !== 'fetch') tries.end(key)
  }

  function join(key: string): void {
    tries.settle(key)
    unheard.delete(key)
    shown.hide(key)
  }

  function finish({ key, kind }: Extract<ToContent, { kind: 'fail' | 'pass' }>): void {
    if (kind === 'fail') tries.find(key)?.opened?.close()
    for (const waiting of tries.end(key)) tellPage({ kind, key: waiting })
    if (kind === 'pass') shown.close(key)
  }

  async function send({ key, url, through }: Extract<ToContent, { kind: 'send' }>): Promise<void> {
    const tried = tries.find(key)
    if (tried === undefined || tried.used) return
    tried.used = true
    if (through) part(key, tried)
    const answered = await sendTried(tried, url)
    if (answered === undefined) return
    background.post({ kind: 'sent', key, sent: answered.sent })
    answerAll(tellPage, tries.end(key), answered.answer)
  }

  /** No rule protects it: then two identical calls are two, as the page meant them. */
  function part(key: string, { waiting }: Tried): void {
    for (const [other, capture] of [...waiting]) {
      if (other === key) continue
      waiting.delete(other)
      hold(other, capture)
    }
  }

  function hold(key: string, capture: PageCapture): void {
    holdCall({ tries, shown, post: background.post, tellPage }, key, capture)
  }

  function sync(call: SyncCall, isReady: () => boolean): SyncAnswer | undefined {
    const post = (message: FromContent) => {
      if (message.kind === 'hold') {
        unheard.set(message.key, message)
        shown.preparing(message.key)
      }
      background.post(message)
    }
    return trySync(call, { post, notHeld: (why) => shown.notHeld(why, why), isReady })
  }

  return {
    hold,
    /** A page that stands still: see there. */
    sync: (call: SyncCall) => sync(call, shown.isReady),
    /** The same of a page that could not be heard yet, and has gone on: it is a first try in any case. */
    lateSync: (call: SyncCall) => void sync(call, () => false),
    /** One card for each reason: a page may try again and again. */
    notHeld: (why: NotHeld) => shown.notHeld(why, why),
    /**
     * The page is left, and kept for the way back: what it holds ends as it would with the page. What somebody was asked
     * for goes on without it, and can be done again by whichever page is there then.
     */
    leave: () => {
      failWaiting()
      background.leave()
    },
    comeBack: background.comeBack,
    /** In a page that was written anew. */
    drawAgain: shown.drawAgain,
    /** What a page that was here before has left, and may be done again here. */
    look: () => background.post(look),
    /** What the network rules blocked, though no script of this page was held. */
    told: ({ key, view }: Extract<ToContent, { kind: 'show' }>) => shown.tell(key, view),
    /** On the page that a released form led to: tells how it went. */
    showWhatHappened: async () => {
      const message: ToContent | undefined = await browser.runtime.sendMessage('what-happened')
      if (message?.kind === 'show') shown.tell(message.key, message.view)
    },
    /** What is on its way goes on without the page; what is not can be tried again. */
    abort: (call: string) => {
      for (const key of tries.leave(call)) background.post({ kind: 'left', key })
    },
  }
}
