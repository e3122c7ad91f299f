import type { AppBuild } from '@countersign/shared/app'

/** Whom this phone has to trust, plainly, depending on where the app comes from. */
export function trustWords({
  anchor,
  origin,
}: Pick<AppBuild, 'origin'> & { anchor: Pick<AppBuild['anchor'], 'relay'> }): string {
  const relay = hostOf(anchor.relay)
  if (anchor.relay === origin) {
    return `This app comes from the relay itself, ${relay}. So whoever runs the relay is trusted for what this phone shows.`
  }
  return `This app comes from ${hostOf(origin)}, and the relay is ${relay}. The relay passes requests on; it cannot approve anything.`
}

function hostOf(origin: string): string {
  return new URL(origin).host
}
