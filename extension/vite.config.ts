import { crx, defineManifest } from '@crxjs/vite-plugin'
import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

/**
 * The parts that do not depend on a policy: background, popup, options. Page hook and content script are built apart,
 * as one self-contained classic file each (see build/build.ts); build/managed.ts makes the manifest of an organisation.
 */
const manifest = defineManifest({
  manifest_version: 3,
  name: 'Countersign',
  version: '0.1.0',
  background: { service_worker: 'src/background/index.ts', type: 'module' },
  action: { default_popup: 'src/popup/popup.html' },
  options_ui: { page: 'src/options/options.html', open_in_tab: true },
})

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact(), crx({ manifest })],
  // The pieces of shared/ui and the pages must meet in one copy.
  resolve: { dedupe: ['preact'] },
  build: {
    target: ['chrome130', 'firefox153'],
    minify: true,
    modulePreload: false,
    // No part of the manifest names these pages: the background opens them.
    rollupOptions: {
      input: {
        opened: 'src/opened/opened.html',
        happened: 'src/happened/happened.html',
        emergency: 'src/emergency/emergency.html',
      },
    },
  },
})
