import type { Path } from '../../path.ts'
import { addressPaths } from './addresses.ts'
import { buttonPaths } from './buttons.ts'
import { graphqlPaths } from './graphql.ts'
import { settingsPaths } from './settings.ts'
import { silentPaths } from './silent.ts'
import { sqlPaths } from './sql.ts'

/** What consoles do, a path for each of their habits. */
export const shapePaths: readonly Path[] = [
  ...buttonPaths,
  ...sqlPaths,
  ...graphqlPaths,
  ...settingsPaths,
  ...silentPaths,
  ...addressPaths,
]
