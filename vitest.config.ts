import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,extension,pwa,server}/{src,build}/**/*.test.{ts,tsx}', 'test/situations/*.test.ts'],
          testTimeout: 15_000,
          // One process and one copy of every module: importing costs more than these tests do.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/{lab,docs,interop}/**/*.test.ts', 'test/matrix/judge.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/built.setup.ts'],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'matrix',
          include: ['test/matrix/matrix.test.ts'],
          globalSetup: ['test/e2e/built.setup.ts'],
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'consoles',
          include: ['test/consoles/**/*.test.ts'],
          globalSetup: ['test/e2e/built.setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: ['test/e2e/built.setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
