import type { FitOptions } from './fit-image.js'

/**
 * The options by which `fitImage` did what its steps say: so a picture that was made fit once is made fit again, to the same bits. Where several
 * would do the same to it, one of them.
 *
 * @param steps - in order, as `fitImage` tells them
 */
export function fitOptionsOf(steps: readonly string[]): Required<FitOptions> {
  const has = (pattern: RegExp) => steps.some((step) => pattern.test(step))
  const centre = has(/^centred in /)
  const isWhole = centre || has(/^padded with /)
  return {
    invert: steps.includes('inverted'),
    centre,
    fit: isWhole ? 'contain' : has(/^cut to its middle /) ? 'cover' : 'stretch',
    background: backgroundOf(steps),
  }
}

/** Grey behind clear pixels and in margins; 0 where neither was. */
function backgroundOf(steps: readonly string[]): number {
  for (const step of steps) {
    const [, name, level] = /^(?:laid over|padded with) (black|white|grey ([\d.e+-]+))/.exec(step) ?? []
    if (name) return name === 'white' ? 1 : Number(level ?? 0)
  }
  return 0
}
