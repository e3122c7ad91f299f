import postgres from 'postgres'

/** The relay's connections: plain SQL in tagged templates, prepared once, bigints as numbers (they are milliseconds). */
export type Db = ReturnType<typeof connect>

export function connect(url: string, connections: number) {
  return postgres(url, {
    max: connections,
    onnotice: () => {},
    types: {
      bigint: {
        to: 20,
        from: [20],
        serialize: String,
        parse: Number,
      },
    },
    connection: { application_name: 'countersign' },
  })
}
