import { metresWords, pointWords } from '@countersign/shared/log'
import { type Circle, gridOf, type PositionDemand } from '@countersign/shared/policy'

/** What a rule demands of where whoever approves says that they are; a line for each circle or list of circles. */
export function positionWords(asked: PositionDemand | undefined): readonly (readonly [name: string, says: string])[] {
  if (asked === undefined) return []
  const { why = [], accuracy, within = [] } = asked
  const exact = accuracy === undefined ? '' : `, uncertain by ${metresWords(accuracy)} at most`
  return [
    [
      'position',
      `whoever approves says where they are, to about ${metresWords(gridOf(asked).metres)}${exact}; nobody vouches for it`,
    ],
    ...within.map((circles) => ['', `within ${circles.map(circleWords).join(', or ')}`] as const),
    ...why.map((words) => ['', `“${words}”`] as const),
  ]
}

function circleWords({ name, metres, ...middle }: Circle): string {
  const place = pointWords(middle)
  return `${metresWords(metres)} of ${name === undefined ? place : `${name} (${place})`}`
}
