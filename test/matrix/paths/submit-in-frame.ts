import type { Act } from '../path.ts'

/** Sends a form of a frame that the page's script made. */
export const submitInFrame: Act = async ({ url }) => {
  const frame = document.createElement('iframe')
  frame.src = '/matrix/frame'
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  document.body.append(frame)
  await loaded
  const inside = frame.contentDocument
  const form = inside?.createElement('form')
  if (inside === null || form === undefined) throw new Error('The frame has no page.')
  form.method = 'post'
  form.action = url
  inside.body.append(form)
  form.requestSubmit()
  return 'nothing' as const
}
