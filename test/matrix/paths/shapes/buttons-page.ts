import type { Act, Targets } from '../../path.ts'

/** On the page with the forms: a person's click on one of its buttons follows. */
export const fillIn: Act = ({ url, id }) => {
  for (const form of document.forms) {
    form.action = url
    form.querySelector<HTMLInputElement>('[name=ticket]')?.setAttribute('value', id)
  }
  return 'nothing'
}

/** The address of all of them bears no id: it is in the body. */
export const onButtons = {
  method: 'POST',
  page: '/matrix/buttons/page',
  target: ({ console, kind }: Targets) => `${console}/matrix/buttons/${kind}`,
} as const
