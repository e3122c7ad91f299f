import { timeOf } from '@countersign/shared/log'
import type { EmergencyKey } from '@countersign/shared/policy'
import {
  type Action,
  type ActionRequest,
  decodeBase64url,
  emergencyUntil,
  type Identity,
  type VerifiedRequest,
} from '@countersign/shared/protocol'
import { visible } from './visible.ts'

/** What the keeper of a key reads before they sign: everything that will run, and what nobody has checked. */
export function emergencyWords(
  { request, rule }: VerifiedRequest,
  body: string | undefined,
  key: Pick<EmergencyKey, 'id' | 'name'>,
): readonly string[] {
  const { action, context, created } = request
  return [
    'What will run, once',
    ...lines([
      ['', visible(action.summary)],
      ['Console', `${visible(rule.console)}, rule ${rule.id}, ${rule.severity}`],
      ['Request', `${action.method} ${visible(action.url)}`],
      ...action.headers.map(headerWords),
      ...bodyWords(action, body),
    ]),
    '',
    'What the file says of who asks. Nobody has checked it: call them before you sign.',
    ...lines([
      ['Asked by', identityWords(request.requester)],
      ['Because', context.reason === undefined ? 'they gave no reason' : `“${visible(context.reason)}”`],
      ['On', visible(`${context.browser}, ${context.device}, ${context.page.origin}`)],
      ['At', `${timeOf(created)}; an emergency key can release it until ${timeOf(emergencyUntil({ request, rule }))}`],
      ...numberWords(request, rule.number),
    ]),
    '',
    'Your key',
    ...lines([['', `${key.id}, kept by ${visible(key.name)}`]]),
    '',
    'Nobody will have approved it. It is recorded with your reason, and everybody who could have approved it is told.',
  ]
}

type Line = readonly [name: string, says: string]

function lines(all: readonly Line[]): readonly string[] {
  return all.map(([name, says]) => (name === '' ? `  ${says}` : `  ${name.padEnd(9)} ${says}`))
}

function headerWords(header: Action['headers'][number]): Line {
  return ['Header', `${visible(header.name)}: ${'value' in header ? visible(header.value) : '(hidden by the policy)'}`]
}

function bodyWords({ body }: Action, bytes: string | undefined): readonly Line[] {
  if (body === undefined) return [['Content', 'none']]
  const what = `${body.size.toLocaleString('en')} bytes${body.kind === 'form-data' ? ' in a form' : `, ${visible(body.type)}`}`
  const digest = body.kind === 'redacted' ? '' : `, SHA-256 ${body.digest}`
  const fields = body.kind === 'bytes' ? [] : (body.fields ?? [])
  const hidden: readonly Line[] =
    fields.length === 0 ? [] : [['Hidden', fields.map(({ field }) => visible(field)).join(', ')]]
  if (bytes === undefined) return [['Content', `${what}${digest}; it is not in the file`], ...hidden]
  return [['Content', what], ...contentLines(decodeBase64url(bytes)), ...hidden]
}

/** All of it: whoever signs is told of no part that they could not read. */
function contentLines(bytes: Uint8Array): readonly Line[] {
  const text = textOf(bytes)
  if (text === undefined) return [['', '| (not text)']]
  return text.split('\n').map((line) => ['', `| ${visible(line)}`] as const)
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function numberWords({ context }: ActionRequest, number: VerifiedRequest['rule']['number']): readonly Line[] {
  return number === 'off' ? [] : [['Number', `${context.number}; the panel of who asks shows the same`]]
}

function identityWords({ name, email, subject, iss }: Identity): string {
  return visible(`${name ?? subject}${email === undefined ? '' : ` <${email}>`} at ${iss}`)
}
