import { Visible } from './visible.tsx'

export type QuotedProps = { readonly label: string; readonly text: string }

/** What somebody wrote, set apart so that it cannot pass for our own words. */
export function Quoted({ label, text }: QuotedProps) {
  return (
    <figure class="cs-quoted">
      <figcaption class="cs-quoted__label">{label}</figcaption>
      <blockquote class="cs-quoted__text">
        <Visible text={text} />
      </blockquote>
    </figure>
  )
}
