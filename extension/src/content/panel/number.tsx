/** What tells one card from another of the same words, here and on the approver's phone. */
export function CardNumber({ number }: { readonly number: string }) {
  return (
    <span class="card__number">
      <span class="card__hidden">Number </span>
      {number}
    </span>
  )
}
