import { Mark } from '@countersign/shared/ui'
import type { ComponentChildren } from 'preact'
import { go } from './navigate.ts'

export type FrameProps = {
  /** What stands at the right of the top line. */
  readonly aside?: ComponentChildren
  /** Buttons at the thumb's end. */
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** The page: top line, content, and the actions where the thumb is. */
export function Frame({ aside, actions, children }: FrameProps) {
  return (
    <div class="frame">
      <header class="top">
        <Link class="home" to="/">
          <Mark />
          <span>Countersign</span>
        </Link>
        <div class="top__aside">{aside}</div>
      </header>
      <main class="content">{children}</main>
      {actions === undefined ? null : <div class="actions">{actions}</div>}
    </div>
  )
}

export type LinkProps = {
  readonly to: string
  readonly class?: string
  readonly label?: string
  readonly children: ComponentChildren
}

/** A link inside the app; with a modifier key the browser treats it as any link. */
export function Link({ to, class: className = '', label, children }: LinkProps) {
  return (
    <a
      href={to}
      class={className}
      aria-label={label}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        go(to)
      }}
    >
      {children}
    </a>
  )
}

export type NoticeProps = {
  readonly tone: 'plain' | 'bad' | 'good'
  readonly children: ComponentChildren
}

/** A short message between the top line and the content. Bad ones interrupt a screen reader, others wait. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <div class={`notice notice--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

export type MessageProps = {
  readonly headline: string
  readonly children?: ComponentChildren
}

/** A page that says one thing. */
export function Message({ headline, children }: MessageProps) {
  return (
    <section class="message">
      <h1 tabIndex={-1}>{headline}</h1>
      {children}
    </section>
  )
}
