import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vectors } from './compute.ts'
import { signaturesIn } from './kept.ts'

// Writes the published vectors anew: `node --import tsx shared/vectors/make.ts`. A changed vector is a changed protocol.

for (const [name, compute] of Object.entries(vectors)) {
  const path = join(import.meta.dirname, name)
  // `a+`: a file that is not there yet is empty.
  const published = await readFile(path, { encoding: 'utf8', flag: 'a+' })
  await writeFile(path, `${JSON.stringify(await compute(signaturesIn(published)), null, 2)}\n`)
}
