import { Notice } from '../frame.tsx'

/** The relay would not take it from here: said before anybody signs in for it. */
export function Elsewhere({ words, onLook }: { readonly words: string; readonly onLook: () => void }) {
  return (
    <Notice tone="bad">
      <p>{words}</p>
      <button type="button" class="button button--small" onClick={onLook}>
        Look again
      </button>
    </Notice>
  )
}
