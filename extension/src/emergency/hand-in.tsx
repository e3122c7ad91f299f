import { useState } from 'preact/hooks'

type HandInProps = { readonly refused: string | undefined; readonly hand: (jws: string) => void }

/** Where the line is pasted that a keeper has signed. */
export function HandIn({ refused, hand }: HandInProps) {
  const [text, setText] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    hand(text.trim())
    setText('')
  }
  return (
    <form class="page__propose" onSubmit={submit}>
      <h1>2. Paste what they send back</h1>
      <label class="reason__label" for="statement">
        The signed line, which begins with “eyJ”
      </label>
      <textarea
        id="statement"
        class="reason__field page__mono"
        rows={4}
        maxLength={16_384}
        spellcheck={false}
        autocomplete="off"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {refused === undefined ? null : (
        <p class="page__error" role="alert">
          {refused} Nothing was sent.
        </p>
      )}
      <p class="page__text">
        With it the request is sent at once, and without an approval. It is recorded with who keeps the key and why it
        was used, and everybody who could have approved it is told.
      </p>
      <button type="submit" class="page__button" disabled={text.trim() === ''}>
        Release it
      </button>
    </form>
  )
}
