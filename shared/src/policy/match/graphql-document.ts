import { type GraphqlToken, GraphqlUnreadable, graphqlTokens } from './graphql-tokens.ts'

export type Operation = 'query' | 'mutation' | 'subscription'

/** What a selection set names at its own level: fields by their own names, not their aliases, and fragments. */
type Selections = { readonly fields: Set<string>; readonly spreads: Set<string> }

/** Deeper than anybody writes. */
const deepest = 100

/**
 * The fields that a document's operations of one kind begin with, through fragments. Every operation of the document
 * counts: which of them a server runs is said outside of it. So does what a directive may leave out.
 *
 * @throws {GraphqlUnreadable} for what is no executable document, or lacks a fragment
 */
export function rootFields(text: string, operation: Operation): ReadonlySet<string> {
  const { operations, fragments } = readDocument(text)
  const fields = new Set<string>()
  const seen = new Set<string>()
  const add = (selections: Selections) => {
    for (const field of selections.fields) fields.add(field)
    for (const name of selections.spreads) {
      const fragment = fragments.get(name)
      if (fragment === undefined) throw new GraphqlUnreadable('a fragment that is not there')
      if (seen.has(name)) continue
      seen.add(name)
      add(fragment)
    }
  }
  for (const [kind, selections] of operations) if (kind === operation) add(selections)
  return fields
}

type Document = {
  readonly operations: readonly (readonly [Operation, Selections])[]
  readonly fragments: ReadonlyMap<string, Selections>
}

/** https://spec.graphql.org/October2021/#sec-Document, executable definitions only. */
function readDocument(text: string): Document {
  const reader = new Reader(text)
  const operations: [Operation, Selections][] = []
  const fragments = new Map<string, Selections>()
  do {
    if (reader.sees('{')) operations.push(['query', reader.selectionSet(0)])
    else {
      const kind = reader.name()
      if (kind === 'fragment') {
        const name = reader.name()
        // The last of two of one name would hide the other.
        if (name === 'on' || fragments.has(name)) throw new GraphqlUnreadable('a fragment twice')
        reader.expectName('on')
        reader.name()
        fragments.set(name, reader.directivesAndSelections(0))
      } else if (kind === 'query' || kind === 'mutation' || kind === 'subscription') {
        reader.operationHead()
        operations.push([kind, reader.directivesAndSelections(0)])
      } else throw new GraphqlUnreadable('no operation')
    }
  } while (!reader.isAtEnd())
  return { operations, fragments }
}

/** Goes through the tokens of a document, once. */
class Reader {
  readonly #tokens: Iterator<GraphqlToken>
  #next: GraphqlToken | undefined

  constructor(text: string) {
    this.#tokens = graphqlTokens(text)
    this.#take()
  }

  isAtEnd(): boolean {
    return this.#next === undefined
  }

  sees(mark: string): boolean {
    return this.#next?.kind === 'mark' && this.#next.text === mark
  }

  name(): string {
    const token = this.#take()
    if (token?.kind !== 'name') throw new GraphqlUnreadable('a name is missing')
    return token.text
  }

  expectName(text: string): void {
    if (this.name() !== text) throw new GraphqlUnreadable(`no "${text}"`)
  }

  /** Its name and its variables. */
  operationHead(): void {
    if (this.#next?.kind === 'name') this.#take()
    if (this.sees('(')) this.#group(0)
  }

  directivesAndSelections(depth: number): Selections {
    this.#directives(depth)
    return this.selectionSet(depth)
  }

  selectionSet(depth: number): Selections {
    if (depth > deepest) throw new GraphqlUnreadable('too deep')
    const selections: Selections = { fields: new Set(), spreads: new Set() }
    this.#expect('{')
    do {
      if (this.sees('...')) this.#spread(selections, depth)
      else selections.fields.add(this.#field(depth))
    } while (!this.sees('}'))
    this.#take()
    return selections
  }

  #spread({ fields, spreads }: Selections, depth: number): void {
    this.#take()
    if (this.#next?.kind === 'name') {
      const name = this.name()
      if (name !== 'on') {
        spreads.add(name)
        this.#directives(depth)
        return
      }
      this.name()
    }
    const inner = this.directivesAndSelections(depth + 1)
    for (const field of inner.fields) fields.add(field)
    for (const name of inner.spreads) spreads.add(name)
  }

  #field(depth: number): string {
    let name = this.name()
    if (this.sees(':')) {
      this.#take()
      name = this.name()
    }
    if (this.sees('(')) this.#group(depth)
    this.#directives(depth)
    if (this.sees('{')) this.selectionSet(depth + 1)
    return name
  }

  #directives(depth: number): void {
    while (this.sees('@')) {
      this.#take()
      this.name()
      if (this.sees('(')) this.#group(depth)
    }
  }

  /** Arguments, variables and values say nothing about root fields: only where they end matters. */
  #group(depth: number): void {
    if (depth > deepest) throw new GraphqlUnreadable('too deep')
    const close = ends[this.#take()?.text ?? '']
    while (!this.sees(close ?? '')) {
      if (this.sees('(') || this.sees('[') || this.sees('{')) this.#group(depth + 1)
      else if (this.sees(')') || this.sees(']') || this.sees('}') || this.#take() === undefined) {
        throw new GraphqlUnreadable('brackets that do not fit')
      }
    }
    this.#take()
  }

  #expect(mark: string): void {
    if (!this.sees(mark)) throw new GraphqlUnreadable(`no "${mark}"`)
    this.#take()
  }

  #take(): GraphqlToken | undefined {
    const taken = this.#next
    const { done, value } = this.#tokens.next()
    this.#next = done === true ? undefined : value
    return taken
  }
}

const ends: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
