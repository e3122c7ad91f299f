/** The browser's match patterns for the hosts of some URL patterns, without repetition, sorted. */
export function matchPatterns(urlPatterns: readonly string[]): string[] {
  return [...new Set(urlPatterns.map(patternOf))].sort()
}

/** The match pattern of a whole origin. */
export function originPattern(url: string): string {
  return `${new URL(url).origin}/*`
}

/** The pattern of the same host's WebSockets. */
export function socketPattern(pattern: string): string {
  return pattern.replace(/^http/, 'ws')
}

/**
 * The same for Firefox, whose match patterns know no ports: one that names a port is taken and matches nothing (measured
 * on 153). So each stands for the host's every port; which requests are protected the rules themselves say, port and all.
 */
export function withoutPorts(patterns: readonly string[]): string[] {
  return [...new Set(patterns.map((pattern) => pattern.replace(/:\d+(?=\/)/, '')))]
}

/** A host with a variable part becomes all hosts below its fixed part. */
function patternOf(urlPattern: string): string {
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/]+)/.exec(urlPattern) ?? []
  if (!/[*{]|:[A-Za-z_]/.test(host)) return originPattern(`${scheme}://${host}/`)
  const fixed = host.split('.').filter((label) => !/[*{}:]/.test(label))
  return `${scheme}://*.${fixed.join('.')}/*`
}
