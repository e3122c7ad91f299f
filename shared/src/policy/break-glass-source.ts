import { type Static, Type } from 'typebox'
import { GroupName } from './account.ts'
import { BreakGlass, type Entitled } from './break-glass.ts'

const { groups, when } = BreakGlass.properties.who.items.properties

/** Who asks may go without approval: one part of people, by group, by condition, or by both. */
export const BreakGlassSource = Type.Object(
  {
    group: Type.Optional(
      Type.Union([GroupName, groups], { description: 'Name of a group, or of several: any of them.' }),
    ),
    when,
    acr: Type.Optional(BreakGlass.properties.acr),
  },
  { additionalProperties: false, description: 'Who asks may release it without approval, and everybody is told.' },
)

export type BreakGlassSource = Static<typeof BreakGlassSource>

/** The groups that it names. */
export function glassGroupsOf({ group = [] }: BreakGlassSource): readonly string[] {
  return [group].flat()
}

/** A source without faults, in the form in which it is signed. */
export function compileBreakGlass(source: BreakGlassSource): BreakGlass {
  const named = [...glassGroupsOf(source)]
  const who: Entitled = {
    ...(named.length === 0 ? {} : { groups: named }),
    ...(source.when === undefined ? {} : { when: source.when }),
  }
  return { who: [who], acr: source.acr ?? [] }
}
