import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { withoutDescriptions } from './build/without-descriptions.ts'

export default defineConfig({
  plugins: [withoutDescriptions(), preact()],
  // A build is a function of its source: no .env file of a machine goes in.
  envDir: false,
  // The pieces of shared/ui and the pages must meet in one copy.
  resolve: { dedupe: ['preact'] },
  build: {
    target: 'es2022',
    // Browsers that have what the app needs preload modules by themselves.
    modulePreload: { polyfill: false },
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    // One style sheet, which the page itself names: what a script loads later could not be given its integrity.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Conditions are evaluated only from the sign-in on; their engine would be a quarter of the first load.
          groups: [{ name: 'conditions', test: /cel-js|policy\/conditions\.ts/ }],
          includeDependenciesRecursively: false,
        },
      },
    },
  },
})
