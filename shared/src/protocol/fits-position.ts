import { type ErrorCode, ProtocolError } from '../errors.ts'
import { type Circle, gridOf, type PositionDemand, stepsPerDegree } from '../policy/index.ts'
import type { Position } from './position.ts'

/**
 * That a position is one that the rule takes: no more exact than it needs, exact enough, and inside.
 *
 * @throws {ProtocolError} `position_too_fine`, `position_inaccurate`, `position_elsewhere`
 */
export function demandFit(position: Position, asked: PositionDemand): void {
  const misfit = misfitOf(position, asked)
  if (misfit !== undefined) throw new ProtocolError(misfit)
}

/** Why the rule does not take a position; undefined where it does. */
export function misfitOf(position: Position, asked: PositionDemand): PositionMisfit | undefined {
  const { steps } = gridOf(asked)
  if (position.latitude % steps !== 0 || position.longitude % steps !== 0) return 'position_too_fine'
  if (asked.accuracy !== undefined && position.accuracy > asked.accuracy) return 'position_inaccurate'
  const isInOne = (circles: readonly Circle[]) => circles.some((circle) => isInside(position, circle))
  return (asked.within ?? []).every(isInOne) ? undefined : 'position_elsewhere'
}

export type PositionMisfit = Extract<ErrorCode, 'position_too_fine' | 'position_inaccurate' | 'position_elsewhere'>

/** Whether its centre is: its uncertainty is looked at by itself. */
function isInside(position: Position, circle: Circle): boolean {
  return metresBetween(position, circle) <= circle.metres
}

type Point = Pick<Position, 'latitude' | 'longitude'>

/** The way along the earth taken for a sphere (haversine): half a percent from what a surveyor measures, at the most. */
export function metresBetween(one: Point, other: Point): number {
  const [south, north] = [radians(one.latitude), radians(other.latitude)]
  const [up, along] = [(north - south) / 2, (radians(other.longitude) - radians(one.longitude)) / 2]
  const chord = Math.sin(up) ** 2 + Math.cos(south) * Math.cos(north) * Math.sin(along) ** 2
  return 2 * meanRadius * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Metres: the mean radius R1 of the earth by IUGG. */
const meanRadius = 6_371_008.8

function radians(steps: number): number {
  return ((steps / stepsPerDegree) * Math.PI) / 180
}
