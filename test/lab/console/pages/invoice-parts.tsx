/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { VNode } from 'preact'
import type { Session } from '../session.ts'

const reasons = [
  { value: 'issued-in-error', text: 'Issued in error' },
  { value: 'duplicate', text: 'Duplicate' },
  { value: 'customer-left', text: 'Customer left' },
] as const

/** Euros and cents, from whole cents. */
export function Amount({ cents }: { readonly cents: number }): VNode {
  const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
  return <>{euros.format(cents / 100)}</>
}

export function CsrfField({ session }: { readonly session: Session }): VNode {
  return <input type="hidden" name="csrf_token" value={session.csrf} />
}

export function ReasonSelect({ id, label }: { readonly id?: string; readonly label: string }): VNode {
  return (
    <select id={id} name="reason" aria-label={label}>
      {reasons.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}
