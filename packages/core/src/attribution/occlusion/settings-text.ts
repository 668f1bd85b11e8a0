import type { ResolvedOcclusionOptions } from './options.js'

type Settings = Pick<ResolvedOcclusionOptions, 'window' | 'stride' | 'baseline' | 'score'>

/** Window, stride and baseline on one line: `window 4×4, stride 1×1, baseline 0`. */
export function settingsText(settings: Settings): string {
  return [
    `window ${sizeText(settings.window)}`,
    `stride ${sizeText(settings.stride)}`,
    `baseline ${baselineText(settings.baseline)}`,
  ].join(', ')
}

/** `4×4`, from one number for both axes or one for each. */
export function sizeText(size: number | readonly number[]): string {
  return typeof size === 'number' ? `${size}×${size}` : size.join('×')
}

/** What covered pixels became, in words. */
export function baselineText(baseline: Settings['baseline']): string {
  if (typeof baseline === 'number') return String(baseline)
  if (typeof baseline === 'string') return BASELINES[baseline]
  if (Array.isArray(baseline)) return `per channel (${baseline.join(', ')})`
  if ('data' in baseline) return 'image'
  if (baseline.kind === 'blur') return `Gaussian blur (sigma ${baseline.sigma})`
  if (baseline.kind === 'noise') return `noise (${baseline.draws} draws, SD ${baseline.sd})`
  if (baseline.kind === 'marginal') return `patches of ${baseline.draws} other images`
  if (baseline.kind === 'soft') {
    const value = typeof baseline.value === 'number' ? baseline.value : `(${baseline.value.join(', ')})`
    return `${value} under a Gaussian window (sigma ${baseline.sigma} of its side)`
  }
  return `mean (${baseline.values.join(', ')})`
}

const BASELINES = {
  mean: 'dataset mean',
  'train-mean': 'training mean',
  blur: 'Gaussian blur',
  noise: 'noise',
  marginal: 'patches of other images',
  'patch-mean': 'patch mean',
  inpaint: 'linear in-painting',
  soft: '0 under a Gaussian window',
} as const

/** The score whose drop is mapped: `logit`, `margin over class 3`. */
export function scoreText(score: Settings['score']): string {
  if (typeof score === 'string') return score === 'log-probability' ? 'log probability' : score
  return `margin over class ${score.against}`
}
