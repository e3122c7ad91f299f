import type { Family } from '../attack.ts'

/** Clicks and submits that nobody made, or that the hook is not meant to see. */
export const events: Family = {
  heading: 'Made-up and hidden events',
  attacks: [
    {
      name: 'a submit that is kept quiet',
      says: 'The event is stopped on its way to the window, in one of many places.',
      attempts: [2, 5],
      run: ({ every, frame, random, loaded, soon }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `quiet${path}` })
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `quiet${path}` })
          document.body.append(form)
          const stop = (event: Event) => {
            if (event.target === form) event.stopImmediatePropagation()
          }
          const [where, capture] = random.pick([
            [form, false],
            [document.body, true],
            [document, true],
            [window, true],
            [document, false],
          ] as const)
          where.addEventListener('submit', stop, { capture, once: true })
          form.requestSubmit()
          return soon(loaded(inner))
        }, 'POST'),
    },
    {
      name: 'a submit made up',
      says: 'Submit and click events of a script are dispatched, once and again.',
      attempts: [2, 5],
      run: ({ every, frame, loaded, soon, random }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `made${path}` })
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `made${path}` })
          const button = document.createElement('button')
          form.append(button)
          document.body.append(form)
          const event = new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: button })
          form.dispatchEvent(event)
          form.dispatchEvent(event)
          form.dispatchEvent(new Event('submit', { bubbles: true, composed: true }))
          if (random.chance(0.5)) button.dispatchEvent(new MouseEvent('click', { bubbles: true }))
          else button.click()
          return soon(loaded(inner))
        }, 'POST'),
    },
    {
      name: 'an event sent again',
      says: 'The trusted submit event is caught, and dispatched again on another form.',
      attempts: [2, 6],
      run: ({ every, frame, loaded, soon }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `again${path}` })
          frame({ name: `bait${path}` })
          const bait = document.createElement('form')
          Object.assign(bait, {
            method: 'post',
            action: '/hostile/hop?to=/hostile/ok&status=303',
            target: `bait${path}`,
          })
          const form = document.createElement('form')
          Object.assign(form, { method: 'post', action: url, target: `again${path}` })
          document.body.append(bait, form)
          bait.addEventListener('submit', (event) => {
            setTimeout(() => form.dispatchEvent(event))
            form.requestSubmit()
          })
          bait.requestSubmit()
          return soon(loaded(inner))
        }, 'POST'),
    },
    {
      name: 'a form that is another by then',
      says: 'Method, address or enctype change in a listener, through the button, or are hidden behind fields of that name.',
      attempts: [2, 5],
      run: ({ every, frame, random, loaded, soon }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `other${path}` })
          const form = document.createElement('form')
          Object.assign(form, { method: 'get', action: '/hostile/ok', target: `other${path}` })
          form.innerHTML = '<button>Go</button>'
          const button = form.querySelector('button') as HTMLButtonElement
          document.body.append(form)
          const ways: (() => void)[] = [
            () => Object.assign(button, { formAction: url, formMethod: 'post' }),
            () => {
              form.addEventListener('submit', () => Object.assign(form, { method: 'post', action: url }))
            },
            () => {
              form.addEventListener('formdata', () => Object.assign(form, { method: 'post', action: url }))
            },
            () => {
              Object.assign(form, { method: 'post', action: url })
              form.insertAdjacentHTML('beforeend', '<input name="action"><input name="method"><input name="submit">')
            },
            () => {
              Object.assign(form, { method: 'post', action: url, enctype: 'text/plain' })
            },
            () => {
              window.addEventListener('submit', () => Object.assign(form, { method: 'post', action: url }), {
                once: true,
              })
            },
          ]
          random.pick(ways)()
          form.requestSubmit(button)
          return soon(loaded(inner))
        }, 'POST'),
    },
    {
      name: 'a form in a dialog, a shadow, another document',
      says: 'Forms where submit events don’t come by: closed shadow roots, frames’ documents, elements of XML.',
      attempts: [2, 5],
      run: ({ every, frame, random, loaded, soon }) =>
        every(({ url, path }) => {
          const inner = frame({ name: `far${path}` })
          const markup = `<form method="post" action="${url}" target="far${path}"><input name="a"></form>`
          const host = document.createElement('div')
          document.body.append(host)
          const ways: (() => HTMLFormElement | null | undefined)[] = [
            () => {
              const root = host.attachShadow({ mode: 'closed' })
              root.innerHTML = markup
              return root.querySelector('form')
            },
            () => {
              const other = frame().contentDocument
              if (other !== null) other.body.innerHTML = markup
              return other?.querySelector('form')
            },
            () => {
              const dialog = document.createElement('dialog')
              dialog.innerHTML = markup
              document.body.append(dialog)
              dialog.showModal()
              setTimeout(() => dialog.remove(), 20)
              return dialog.querySelector('form')
            },
          ]
          const form = random.pick(ways)()
          if (random.chance(0.5)) form?.requestSubmit()
          else form?.submit()
          return soon(loaded(inner))
        }, 'POST'),
    },
  ],
}
