import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vectors } from './compute.ts'

// Writes the published vectors anew: `node --import tsx shared/vectors/make.ts`. A changed vector is a changed protocol.

for (const [name, compute] of Object.entries(vectors)) {
  await writeFile(join(import.meta.dirname, name), `${JSON.stringify(await compute(), null, 2)}\n`)
}
