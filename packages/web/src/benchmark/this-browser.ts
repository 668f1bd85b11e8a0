import type { Machine } from '@umbra/core'

/** What a page may know of the machine it runs on. */
export function thisBrowser(): Machine {
  const isolation = crossOriginIsolated ? 'cross-origin isolated' : 'not cross-origin isolated'
  return {
    platform: 'browser',
    processor: 'a processor that browsers do not name',
    cores: navigator.hardwareConcurrency,
    system: navigator.platform,
    runtime: `${browserName(navigator.userAgent)}, ${isolation}`,
  }
}

/** The most particular of the names a browser goes by: others claim to be Safari, Edge and Opera to be Chrome. */
function browserName(userAgent: string): string {
  for (const [mark, name] of [
    ['Firefox', 'Firefox'],
    ['Edg', 'Edge'],
    ['OPR', 'Opera'],
    ['HeadlessChrome', 'Chrome, headless'],
    ['Chrome', 'Chrome'],
    ['Version', 'Safari'],
  ] as const) {
    const found = new RegExp(`${mark}/([\\d.]+)`).exec(userAgent)
    if (found) return `${name} ${found[1]}`
  }
  return userAgent
}
