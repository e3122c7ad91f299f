/** Says what is being done and how long it took, so that a long first start does not look dead. */
export type Progress = {
  /** A step that takes a while: its name at once, its time when it is done. */
  readonly step: <Value>(name: string, run: () => Promise<Value>) => Promise<Value>
  readonly say: (line: string) => void
}

export function makeProgress(): Progress {
  return {
    step: async (name, run) => {
      console.log(`· ${name}`)
      const started = performance.now()
      const value = await run()
      console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s`)
      return value
    },
    say: (line) => console.log(`  ${line}`),
  }
}
