interface Windows {
  readonly windows: number
  readonly ofWindows: number
}

/** How many windows of a map are scored, and how long the rest will take. @param began - on the page's clock */
export function windowsLeft({ windows, ofWindows }: Windows, began: number): string {
  const seconds = (performance.now() - began) / 1000
  const rest = Math.ceil(((ofWindows - windows) * seconds) / Math.max(1, windows))
  return `${windows} of ${ofWindows} windows${seconds > 0.5 ? ` · ${rest < 90 ? `${rest} s` : `${Math.ceil(rest / 60)} min`} left` : ''}`
}

/** How long something took. */
export function secondsText(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`
}
