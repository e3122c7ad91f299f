import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { serviceWorker } from './service-worker.ts'

// VITE_POLICY_KEY (a public JWK as JSON) becomes the build's trust anchor; see src/policy/anchor.ts.
export default defineConfig({
  plugins: [preact(), serviceWorker()],
  // The pieces of shared/ui and the pages must meet in one copy.
  resolve: { dedupe: ['preact'] },
  build: {
    target: 'es2022',
    // Browsers that have what the app needs preload modules by themselves.
    modulePreload: { polyfill: false },
    // The content security policy allows no data: for anything but images.
    assetsInlineLimit: 0,
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
