import type { Activation } from './activation.js'
import { erf } from './erf.js'
import { type Gain, noGain } from './operations/operation-rules.js'

/** What a setting may be. */
export type Setting = 'finite' | 'not negative' | 'positive' | 'any number'

/** The member of the union that has this name. */
export type OfName<Name, A = Activation> = A extends { readonly name: infer N }
  ? Name extends N
    ? A
    : never
  : never

/** All that is known of an activation, but for its kernel. */
export interface ActivationRules<A> {
  /** The kernels' number for it: assembly's `nonlinearity.ts`. */
  readonly kernel: number
  /** What its settings may be, in the kernel's order. */
  readonly settings: Readonly<Record<Exclude<keyof A, 'name'>, Setting>>
  /** What the kernel takes instead, if it is not the settings. */
  kernelSettings?(activation: A): readonly number[]
  /** The definition, in float64. */
  formula(activation: A): (x: number) => number
  /** Whether f(a) ≤ f(b) for all a ≤ b. */
  neverFalls(activation: A): boolean
  /** Whether it has no finite value for some finite x. */
  readonly partial?: boolean
  /** How much larger than x it may be, or a step of its computation; left out where that is |x| + 2 at most. */
  gain?(activation: A): Gain
}

/** Klambauer et al., Self-Normalizing Neural Networks (2017). */
const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805

/** Every activation there is. One that a network may have and that is not here is refused by the compiler. */
export const activations: {
  readonly [Name in Activation['name']]: ActivationRules<OfName<Name>>
} = {
  linear: rising(0, (x) => x),
  relu: rising(1, (x) => Math.max(0, x)),
  relu6: rising(2, (x) => Math.min(6, Math.max(0, x))),
  leakyRelu: {
    kernel: 3,
    settings: { alpha: 'finite' },
    formula:
      ({ alpha }) =>
      (x) =>
        x >= 0 ? x : alpha * x,
    neverFalls: ({ alpha }) => alpha >= 0,
    gain: ({ alpha }) => ({ factor: Math.max(1, Math.abs(alpha)), offset: 0 }),
  },
  elu: {
    kernel: 4,
    settings: { alpha: 'finite' },
    formula:
      ({ alpha }) =>
      (x) =>
        x >= 0 ? x : alpha * Math.expm1(x),
    neverFalls: ({ alpha }) => alpha >= 0,
    gain: ({ alpha }) => ({ factor: 1, offset: 2 * Math.abs(alpha) }),
  },
  selu: {
    ...rising(5, (x) => SELU_SCALE * (x >= 0 ? x : SELU_ALPHA * Math.expm1(x))),
    gain: () => ({ factor: SELU_SCALE, offset: 2 }),
  },
  sigmoid: rising(6, (x) => 1 / (1 + Math.exp(-x))),
  tanh: rising(7, Math.tanh),
  softplus: rising(8, softplus),
  swish: falling(9, (x) => x / (1 + Math.exp(-x))),
  gelu: falling(10, (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
  geluTanh: falling(11, (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  thresholdRelu: {
    kernel: 12,
    settings: { negativeSlope: 'finite', threshold: 'not negative', limit: 'any number' },
    formula:
      ({ negativeSlope, threshold, limit }) =>
      (x) =>
        x > threshold ? Math.min(limit, x) : negativeSlope * (x - threshold),
    neverFalls: ({ negativeSlope, limit }) => negativeSlope >= 0 && limit >= 0,
    gain: ({ negativeSlope, threshold }) => {
      const slope = Math.abs(negativeSlope)
      return { factor: Math.max(1, slope), offset: Math.max(1, slope) * threshold }
    },
  },
  hardSigmoid: {
    kernel: 13,
    settings: { slope: 'finite' },
    formula:
      ({ slope }) =>
      (x) =>
        Math.min(1, Math.max(0, slope * x + 0.5)),
    neverFalls: ({ slope }) => slope >= 0,
  },
  hardSwish: {
    ...falling(14, (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6),
    gain: () => ({ factor: 6, offset: 0 }),
  },
  clip: {
    kernel: 15,
    settings: { least: 'any number', most: 'any number' },
    formula:
      ({ least, most }) =>
      (x) =>
        Math.min(most, Math.max(least, x)),
    neverFalls: () => true,
    gain: (activation) => ({ factor: 1, offset: largestFinite([activation.least, activation.most]) }),
  },
  mish: falling(16, (x) => x * Math.tanh(softplus(x))),
  softsign: rising(17, (x) => x / (1 + Math.abs(x))),
  exponential: { ...rising(18, Math.exp), gain: () => ({ factor: 1, offset: 1, growth: Math.exp }) },
  logSigmoid: rising(19, (x) => -softplus(-x)),
  celu: {
    kernel: 20,
    settings: { alpha: 'positive' },
    kernelSettings: ({ alpha }) => [alpha, 1 / alpha],
    formula:
      ({ alpha }) =>
      (x) =>
        x >= 0 ? x : alpha * Math.expm1(x / alpha),
    neverFalls: () => true,
    gain: ({ alpha }) => ({ factor: Math.max(1, 1 / alpha), offset: 2 * alpha }),
  },
  softShrink: {
    kernel: 21,
    settings: { threshold: 'not negative' },
    formula:
      ({ threshold }) =>
      (x) =>
        Math.sign(x) * Math.max(0, Math.abs(x) - threshold),
    neverFalls: () => true,
  },
  hardShrink: {
    kernel: 22,
    settings: { threshold: 'not negative' },
    formula:
      ({ threshold }) =>
      (x) =>
        Math.abs(x) > threshold ? x : 0,
    neverFalls: () => true,
  },
  tanhShrink: rising(23, (x) => x - Math.tanh(x)),
  log: partial(rising(24, Math.log)),
  sqrt: partial(rising(25, Math.sqrt)),
  reciprocal: partial(falling(26, (x) => 1 / x)),
  square: { ...falling(27, (x) => x * x), gain: () => ({ ...noGain, growth: squared, room: squared }) },
  abs: falling(28, Math.abs),
  negate: falling(29, (x) => -x),
  power: partial({
    kernel: 30,
    settings: { exponent: 'finite' },
    // As two floats, of which the second is what the first leaves.
    kernelSettings: ({ exponent }) => [Math.fround(exponent), exponent - Math.fround(exponent)],
    formula:
      ({ exponent }) =>
      (x) =>
        x ** exponent,
    neverFalls: () => false,
  }),
  erf: rising(31, erf),
}

/** One without settings that never falls. */
function rising(kernel: number, f: (x: number) => number): ActivationRules<{ readonly name: string }> {
  return { kernel, settings: {}, formula: () => f, neverFalls: () => true }
}

/** One that is not finite everywhere. */
function partial<A>(rules: ActivationRules<A>): ActivationRules<A> {
  return { ...rules, partial: true, gain: () => ({ ...noGain, growth: () => Number.POSITIVE_INFINITY }) }
}

function squared(x: number): number {
  return x * x
}

/** One without settings that falls somewhere. */
function falling(kernel: number, f: (x: number) => number): ActivationRules<{ readonly name: string }> {
  return { kernel, settings: {}, formula: () => f, neverFalls: () => false }
}

/** The largest magnitude among bounds, those that bound nothing left out. */
function largestFinite(bounds: readonly number[]): number {
  return Math.max(0, ...bounds.filter(Number.isFinite).map(Math.abs))
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}
