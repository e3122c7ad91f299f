import '@countersign/shared/ui/tokens.css'
import '@countersign/shared/ui/pieces.css'
import './app.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { registerWorker } from './register-worker.ts'

const root = document.getElementById('app')
if (root === null) throw new Error('The page has no place for the app.')
// A host may not send frame-ancestors, which no meta element can say: in somebody's frame the app shows nothing.
if (window.top !== window.self) throw new Error('Countersign does not run in a frame.')
render(<App />, root)
registerWorker().catch((error: unknown) => console.warn('Without a service worker there are no notifications.', error))
