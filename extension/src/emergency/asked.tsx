import { decodeBase64url } from '@countersign/shared/protocol'
import {
  ActionText,
  bodyToShow,
  changingParts,
  hiddenParts,
  Quoted,
  Summary,
  summaryParts,
  urlParts,
} from '@countersign/shared/ui'
import type { EmergencyAsked } from '../emergency-view.ts'

type AskedProps = Pick<EmergencyAsked, 'request' | 'rule' | 'body'>

/** Exactly what a key is to release: whoever keeps it reads the same. */
export function Asked({ request: { action, context }, rule, body }: AskedProps) {
  const shown = bodyToShow(action.body, body === undefined ? undefined : decodeBase64url(body))
  return (
    <section>
      <h1>What will run</h1>
      <p class="page__text">{rule.console}</p>
      <Summary parts={summaryParts(rule.summary, action.params)} />
      {context.reason === undefined ? null : <Quoted label="Your reason" text={context.reason} />}
      <ActionText
        method={action.method}
        url={urlParts(rule.match, action.url)}
        body={shown}
        headers={action.headers}
        hidden={hiddenParts(action)}
        changing={changingParts(rule, action, shown)}
        promise="exactly this will be sent, once"
      />
      {rule.number === 'off' ? null : (
        <p class="page__text">
          Number <strong>{context.number}</strong>: the keeper of the key reads the same.
        </p>
      )}
    </section>
  )
}
