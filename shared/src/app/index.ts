export * from './app-build.ts'
export * from './digests.ts'
