/**
 * What a browser saw of a released request that must not be: other content under its mark, or the same once more. Where
 * it may, it stops that before it leaves; elsewhere it can only say that it was sent.
 */
export type Alarm = (typeof alarms)[number]

export const alarms = ['differs_stopped', 'differs_sent', 'repeated_stopped', 'repeated_sent'] as const

/** An alarm in a person's words. */
export function alarmWords(alarm: Alarm): string {
  return words[alarm]
}

const words: Readonly<Record<Alarm, string>> = {
  differs_stopped: 'Something on the page tried to send other content than what was held. The browser stopped it.',
  differs_sent: 'What was sent is not what was held. Look in the console, and tell your security team.',
  repeated_stopped: 'Something on the page tried to send it a second time. The browser stopped it.',
  repeated_sent: 'It was sent more than once. Look in the console, and tell your security team.',
}
