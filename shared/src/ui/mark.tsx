/** The product's mark: a signature on its line. */
export function Mark() {
  return (
    <svg class="cs-mark" viewBox="0 0 32 32" aria-hidden="true">
      <path class="cs-mark__stroke" d={signature} />
      <rect class="cs-mark__line" x="4" y="26.5" width="24" height="2.6" rx="1.3" />
    </svg>
  )
}

/** In a box of 32 by 32; the icons are made from the same path. */
export const signature =
  'M4.5 21.5C8 20.5 10.5 6.5 13 6.5c2.2 0-1.4 13.8.8 13.8 2.4 0 4-9.8 6.2-9.8 1.9 0-.6 8.4 1.6 8.4 2.6 0 3.6-5.6 6.1-13'
