import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { computeVectors } from './compute.ts'

// Writes the published vectors anew: `node --import tsx shared/vectors/make.ts`. A changed vector is a changed protocol.

for (const [name, content] of Object.entries(await computeVectors())) {
  await writeFile(join(import.meta.dirname, name), `${JSON.stringify(content, null, 2)}\n`)
}
