import type { Path } from '../path.ts'
import { elementPaths } from './elements.ts'
import { fetchPaths } from './fetch.ts'
import { formPaths } from './forms.ts'
import { framePaths } from './frames.ts'
import { shapePaths } from './shapes/all.ts'
import { workerPaths } from './workers.ts'
import { xhrPaths } from './xhr.ts'

export const allPaths: readonly Path[] = [
  ...fetchPaths,
  ...xhrPaths,
  ...formPaths,
  ...framePaths,
  ...workerPaths,
  ...elementPaths,
  ...shapePaths,
]
