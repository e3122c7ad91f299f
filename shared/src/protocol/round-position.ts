import { gridOf, type PositionDemand, stepsPerDegree } from '../policy/index.ts'
import { mostMetres, type Position } from './position.ts'

/** What a device says of where it is (W3C Geolocation): degrees, and metres at a confidence of 95 %. */
export type Coordinates = { readonly latitude: number; readonly longitude: number; readonly accuracy: number }

/** A position as it is stated: no more exact than the rule needs, and the uncertainty rounded up. */
export function roundPosition({ latitude, longitude, accuracy }: Coordinates, asked: PositionDemand): Position {
  const grid = gridOf(asked)
  // Adding 0 makes the 0 of -0.
  const rounded = (degrees: number) => Math.round((degrees * stepsPerDegree) / grid.steps) * grid.steps + 0
  return {
    latitude: rounded(latitude),
    longitude: rounded(longitude),
    accuracy: Math.min(Math.max(Math.ceil(accuracy), grid.metres), mostMetres),
  }
}
