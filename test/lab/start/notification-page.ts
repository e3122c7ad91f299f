import { readFile } from 'node:fs/promises'
import type { ShownNotification } from '../notifications/notification.ts'

/** What the operating system was given to show, as a lock screen shows it: for the story's picture. */
export async function notificationPage({ title, body, icon, actions }: ShownNotification): Promise<string> {
  const lines = body.split('\n').filter((line) => line !== '')
  const [app = '', ...text] = lines
  const labels = actions.map(({ label }) => label).filter((label) => label === 'Review')
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>
    body { margin: 0; min-height: 100vh; font: 16px/1.45 system-ui, sans-serif; color: #fff;
      background: #17203a; display: grid; align-content: start; justify-items: center }
    time { font-size: 72px; font-weight: 300; margin: 110px 0 40px }
    article { box-sizing: border-box; width: calc(100% - 32px); padding: 16px 18px; border-radius: 20px;
      background: rgb(255 255 255 / 16%); display: grid; grid-template-columns: 44px 1fr; gap: 4px 14px }
    img { width: 44px; height: 44px; border-radius: 12px; grid-row: span 3 }
    small { opacity: .75 } strong { display: block } button { margin-top: 8px; justify-self: start; padding: 8px 18px;
      border: 0; border-radius: 99px; background: rgb(255 255 255 / 18%); color: inherit; font: inherit; font-weight: 600 }
    </style><time>${new Date().toTimeString().slice(0, 5)}</time>
    <article>${await image(icon)}<div><small>${asText(app)}</small><strong>${asText(title)}</strong>
    ${text.map((line) => `<span>${asText(line)}</span>`).join('<br>')}</div>
    ${labels.map((label) => `<button>${asText(label)}</button>`).join('')}</article>`
}

async function image(icon: string): Promise<string> {
  const bytes = await readFile(icon.replace(/^file:\/\//, '')).catch(() => undefined)
  return bytes === undefined ? '<span></span>' : `<img alt="" src="data:image/png;base64,${bytes.toString('base64')}">`
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
