import type { RequestStatus } from '@countersign/shared/api'
import type { HolderLie } from './lie.ts'
import { until } from './states.ts'

/** What is true, at other times, more often, or in another order. */
export const order: readonly HolderLie[] = [
  {
    name: 'everything three times',
    says: 'Every event is told three times.',
    harmless: true,
    begin: () => ({ tell: (truth) => [truth, truth, truth] }),
  },
  {
    name: 'the past again',
    says: 'Whatever is told, all that was told before comes behind it again, oldest last.',
    harmless: true,
    begin: () => {
      const before: RequestStatus[] = []
      return {
        tell: (truth) => {
          before.unshift(truth)
          return [...before]
        },
      }
    },
  },
  {
    name: 'everything late',
    says: 'Every answer and every event comes up to a second late, the claim’s too.',
    harmless: true,
    begin: (_, { random }) => ({
      tell: async (truth) => {
        await until(Date.now() + random.between(0, 1_000))
        return [truth]
      },
      answer: async (_call, honestly) => {
        await until(Date.now() + random.between(0, 1_000))
        return honestly()
      },
    }),
  },
]
