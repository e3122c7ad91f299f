import type { PanelView } from '../../panel-view.ts'

type EmergencyWayProps = { readonly view: PanelView; readonly open: () => void }

/** The way to keys that lie offline: quiet while people can be asked, and plain where nobody can. */
export function EmergencyWay({ view, open }: EmergencyWayProps) {
  const way = wayIn(view)
  if (way === undefined) return null
  return (
    <p class="card__text">
      {way === 'quiet' ? 'Is Countersign or the sign-in service away? ' : ''}
      <button type="button" class="card__way" data-action="emergency" onClick={open}>
        {way === 'again' ? 'Open the page for the key' : 'Use an emergency key…'}
      </button>
    </p>
  )
}

function wayIn(view: PanelView): 'quiet' | 'plain' | 'again' | undefined {
  if (!('held' in view) || view.held.emergency !== true) return undefined
  if (view.state === 'nobody-to-ask') return 'plain'
  if (view.state === 'waiting') return view.held.asks === 'keys' ? 'again' : 'quiet'
  return view.state === 'signing-in' || view.state === 'choosing-issuer' ? 'quiet' : undefined
}
