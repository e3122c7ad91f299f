import { buildPhoneApp, builtDirectory } from './build.ts'

// `pnpm --filter @countersign/pwa build [DIRECTORY]`

await buildPhoneApp(process.argv[2] ?? builtDirectory)
