import { type Fill, ownArray } from '@umbra/occlusion-wasm'
import type { ImageBatch } from '../dataset/dataset.js'
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { gaussianBlur } from './gaussian-blur.js'
import { marginal } from './marginal.js'
import {
  type Baseline,
  type BlurBaseline,
  defaultBlur,
  defaultMarginal,
  defaultNoise,
  defaultSoft,
  type NoiseBaseline,
  type SoftBaseline,
} from './occlusion/options.js'

/** What covered pixels become, resolved for a batch of images. */
export interface ResolvedBaseline {
  /** How it reads in a report: `0`, `mean of MNIST test (0.1325)`, `blur (sigma 2)`. */
  readonly description: string
  /** How many baseline images stand for each image; drops are averaged over them. */
  readonly draws: number
  /** What covered values become where that hangs on the window; `fill` then gives what they are made with besides the image. */
  readonly windowFill?: Fill
  /** float32 [n, H, W, C]: the baselines of images from … from + n − 1, for one draw. */
  fill(from: number, n: number, draw: number): Float32Array
}

/**
 * Resolves a baseline: a number, a per-channel vector, an image, or a rule (rule 6). Baseline pixels are taken at the
 * coordinates they replace. The rule `mean` without values is the mean per channel of the images given; a caller that
 * means a whole dataset's resolves it first, by `baselineOfData`, as it has to with `train-mean` and `marginal`.
 *
 * @throws InputError BASELINE_CHANNELS, BASELINE_SHAPE, BASELINE_NOT_FINITE, BASELINE_NEEDS_DATA
 */
export function resolveBaseline(baseline: Baseline, images: ImageBatch): ResolvedBaseline {
  const rule = typeof baseline === 'string' ? ruleNamed(baseline, images) : baseline
  if (typeof rule === 'number') return perChannel([rule], images, String(rule))
  if (Array.isArray(rule)) return perChannel(rule, images, `[${rule.join(', ')}]`)
  if ('data' in rule) return fromImages(rule, images)
  switch (rule.kind) {
    case 'mean':
      return channelMean(rule, images)
    case 'blur':
      return blurred(rule, images)
    case 'noise':
      return noise(rule, images)
    case 'marginal':
      return marginal(rule, images)
    case 'soft':
      return soft(rule, images)
    case 'patch-mean':
      return ofImage('patch mean', rule, images)
    case 'inpaint':
      return ofImage('linear in-painting from the rim', rule, images)
  }
}

/** What the names of rules stand for, but of those that are means. */
const rules = {
  blur: defaultBlur,
  noise: defaultNoise,
  marginal: defaultMarginal,
  soft: defaultSoft,
  'patch-mean': { kind: 'patch-mean' },
  inpaint: { kind: 'inpaint' },
} as const

type Rule = Exclude<Baseline, string> | Extract<Fill, { kind: 'patch-mean' | 'inpaint' }>

function ruleNamed(name: Extract<Baseline, string>, images: ImageBatch): Rule {
  if (name === 'mean') return meanOfImages(images)
  if (name !== 'train-mean') return rules[name]
  throw new InputError(
    'BASELINE_NEEDS_DATA',
    'baseline train-mean is the mean of a training split, and there are no data here to take it of: give mean:NUMBER, one for each channel',
  )
}

/** How covered values are filled in, where that hangs on the window. */
export function windowFillOf(baseline: Baseline): Fill | undefined {
  if (baseline === 'patch-mean' || baseline === 'inpaint') return rules[baseline]
  const rule = baseline === 'soft' ? rules.soft : baseline
  const isSoft = typeof rule === 'object' && 'kind' in rule && rule.kind === 'soft'
  return isSoft ? { kind: 'soft', sigma: rule.sigma } : undefined
}

/** Covered values are made of the image alone. */
function ofImage(description: string, windowFill: Fill, images: ImageBatch): ResolvedBaseline {
  const [, height, width, channels] = images.shape
  const size = height * width * channels
  return {
    description,
    draws: 1,
    windowFill,
    fill: (from, n) => images.data.slice(from * size, (from + n) * size),
  }
}

function soft(rule: SoftBaseline, images: ImageBatch): ResolvedBaseline {
  const { value, sigma } = rule
  const values = typeof value === 'number' ? [value] : value
  const described = `${values.join(', ')} under a Gaussian window (sigma ${sigma} of its side)`
  return { ...perChannel(values, images, described), windowFill: windowFillOf(rule)! }
}

/** What `mean` stands for where no dataset is known. */
export function meanOfImages(images: ImageBatch): Exclude<Baseline, string> {
  return { kind: 'mean', values: channelMeans(images), of: 'the images given' }
}

/** Mean of each channel over a batch, in float64. @returns [C] */
export function channelMeans(images: ImageBatch): number[] {
  const [n, height, width, channels] = images.shape
  const sums = new Array<number>(channels).fill(0)
  images.data.forEach((value, i) => {
    sums[i % channels]! += value
  })
  return sums.map((sum) => sum / (n * height * width))
}

function channelMean(
  { values, of }: { readonly values: readonly number[]; readonly of?: string | undefined },
  images: ImageBatch,
): ResolvedBaseline {
  const numbers = values.map((value) => value.toPrecision(4)).join(', ')
  return perChannel(values, images, `mean ${of === undefined ? '' : `of ${of} `}(${numbers})`)
}

function perChannel(values: readonly number[], images: ImageBatch, description: string): ResolvedBaseline {
  const [, height, width, channels] = images.shape
  if (values.length !== 1 && values.length !== channels) {
    throw new InputError(
      'BASELINE_CHANNELS',
      `baseline has ${values.length} values for images of ${channels} channels`,
    )
  }
  requireFinite(values)
  return {
    description,
    draws: 1,
    fill(_from, n) {
      const filled = new Float32Array(n * height * width * channels)
      if (values.length === 1) return filled.fill(values[0]!)
      for (let i = 0; i < filled.length; i++) filled[i] = values[i % channels]!
      return filled
    },
  }
}

function fromImages(
  given: { readonly data: Float32Array; readonly shape: readonly number[] },
  images: ImageBatch,
): ResolvedBaseline {
  // A copy: the caller may have written over its array by the time the last image is covered.
  const baseline = { data: ownArray(given.data), shape: given.shape }
  const [n, ...imageShape] = images.shape
  const own = baseline.shape.length === 4
  const expected = own ? [n, ...imageShape] : imageShape
  const size = imageShape.reduce((product, d) => product * d, 1)
  const length = (own ? n : 1) * size
  if (baseline.shape.join() !== expected.join() || baseline.data.length !== length) {
    throw new InputError(
      'BASELINE_SHAPE',
      `baseline image has shape ${baseline.shape.join('×')} and ${baseline.data.length} values, expected ${expected.join('×')}`,
    )
  }
  requireFinite(baseline.data)
  return {
    description: own ? 'an image each' : 'an image',
    draws: 1,
    fill(from, count) {
      if (own) return baseline.data.slice(from * size, (from + count) * size)
      const filled = new Float32Array(count * size)
      for (let i = 0; i < count; i++) filled.set(baseline.data, i * size)
      return filled
    },
  }
}

function blurred({ sigma }: BlurBaseline, images: ImageBatch): ResolvedBaseline {
  const [, height, width, channels] = images.shape
  const size = height * width * channels
  const blur = gaussianBlur([height, width, channels], sigma)
  return {
    description: `blur (sigma ${sigma})`,
    draws: 1,
    fill(from, n) {
      const filled = new Float32Array(n * size)
      for (let i = 0; i < n; i++) {
        const image = images.data.subarray((from + i) * size, (from + i + 1) * size)
        filled.set(blur(image), i * size)
      }
      return filled
    },
  }
}

function noise(rule: NoiseBaseline, images: ImageBatch): ResolvedBaseline {
  const [, height, width, channels] = images.shape
  const size = height * width * channels
  const root = new Random(rule.seed).split('noise baseline')
  return {
    description: `noise (normal, mean ${rule.mean}, SD ${rule.sd}, clipped to 0 … 1, ${rule.draws} draws averaged)`,
    draws: rule.draws,
    fill(_from, n, draw) {
      // The same noise for every image: images are compared under the same covering.
      const random = root.split(`draw ${draw}`)
      const pattern = Float32Array.from({ length: size }, () =>
        Math.min(1, Math.max(0, rule.mean + rule.sd * random.normal())),
      )
      const filled = new Float32Array(n * size)
      for (let i = 0; i < n; i++) filled.set(pattern, i * size)
      return filled
    },
  }
}

function requireFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new InputError(
        'BASELINE_NOT_FINITE',
        `baseline value ${i} is ${values[i]}, expected a finite number`,
      )
    }
  }
}
