import type { PolicyFault } from './fault.ts'
import type { PositionSource } from './position-source.ts'
import type { PolicySource } from './source.ts'

type Path = PolicyFault['path']
type Circle = NonNullable<PositionSource['within']>[number]

/** What is wrong in where whoever approves has to be, by itself and beside the rule that it stands in. */
export function positionFaults(
  { position, approvers }: Pick<PolicySource['rules'][number], 'position' | 'approvers'>,
  path: Path,
): PolicyFault[] {
  if (position === undefined) return []
  if (approvers === undefined) {
    return [{ path, message: 'stands beside "approvers": who asks is not asked where they are' }]
  }
  return (position.within ?? []).flatMap((circle, index) => circleFaults(circle, [...path, 'within', index]))
}

function circleFaults({ at: [latitude = 0, longitude = 0], km }: Circle, path: Path): PolicyFault[] {
  return [
    ...(Math.abs(latitude) <= 90
      ? []
      : [{ path: [...path, 'at', 0], message: `${latitude} is no latitude: write -90 (south) to 90 (north) first` }]),
    ...(Math.abs(longitude) <= 180
      ? []
      : [{ path: [...path, 'at', 1], message: `${longitude} is no longitude: -180 (west) to 180 (east), second` }]),
    ...kmFaults(km, [...path, 'km']),
  ]
}

/** What is smaller lies between two positions as they are rounded, and what is larger is the whole earth. */
function kmFaults(km: number, path: Path): PolicyFault[] {
  if (km < 0.05) return [{ path, message: 'is too small for a circle that anybody can be in: from 0.05' }]
  return km > 20_000 ? [{ path, message: 'is the whole earth: at most 20000' }] : []
}
