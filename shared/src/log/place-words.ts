import type { Seen } from '../policy/index.ts'

/** `Bern, Switzerland (10.20.0.7)`, of what there is; undefined where there is nothing. */
export function placeWords({ ip, country, city }: Seen): string | undefined {
  const place = [city, country === undefined ? undefined : countryName(country)].filter((part) => part !== undefined)
  if (place.length === 0) return ip
  return ip === undefined ? place.join(', ') : `${place.join(', ')} (${ip})`
}

/** Two letters stay where nobody knows a name for them. */
function countryName(country: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(country) ?? country
}
