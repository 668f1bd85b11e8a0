import { type ActivationRules, activations, type Setting } from './activation-table.js'
import { NetworkError } from './network-error.js'
import type { Gain } from './operations/operation-rules.js'

/** A nonlinearity, applied to each value alone. Formulae are in `activation-table.ts`. */
export type Activation =
  | {
      readonly name:
        | 'linear'
        | 'relu'
        | 'relu6'
        | 'selu'
        | 'sigmoid'
        | 'tanh'
        | 'softplus'
        | 'swish'
        /** Hendrycks and Gimpel (2016), through the error function. */
        | 'gelu'
        /** The same, through their approximation by tanh. */
        | 'geluTanh'
        /** x·min(max(x/6 + 1/2, 0), 1), of MobileNetV3 (Howard et al., 2019). */
        | 'hardSwish'
        /** Misra (2019). */
        | 'mish'
        | 'softsign'
        | 'exponential'
        | 'logSigmoid'
        | 'tanhShrink'
        | 'log'
        | 'sqrt'
        /** 1 / x. */
        | 'reciprocal'
        | 'square'
        | 'abs'
        | 'negate'
        /** The error function. */
        | 'erf'
    }
  | {
      readonly name: 'leakyRelu' | 'elu' | 'celu'
      /** The slope below zero (leakyRelu), or the limit −alpha far below it (elu; celu, which is smooth, above 0). */
      readonly alpha: number
    }
  | {
      /** x, but no more than the limit, above the threshold; (x − threshold)·slope up to it. */
      readonly name: 'thresholdRelu'
      readonly negativeSlope: number
      /** 0 or more. */
      readonly threshold: number
      /** Infinity for none. */
      readonly limit: number
    }
  | {
      /** xᵖ; of values below zero only whole powers are numbers. */
      readonly name: 'power'
      readonly exponent: number
    }
  | {
      /** slope·x + 1/2, held within 0 … 1. */
      readonly name: 'hardSigmoid'
      readonly slope: number
    }
  | {
      /** x, held within least … most. */
      readonly name: 'clip'
      readonly least: number
      readonly most: number
    }
  | {
      /** 0 within −threshold … threshold; beyond it x (hardShrink), or x drawn in by the threshold (softShrink). */
      readonly name: 'softShrink' | 'hardShrink'
      /** 0 or more. */
      readonly threshold: number
    }

/** What a setting may be, and that in words. */
const expectations: Readonly<
  Record<Setting, { readonly fits: (x: number) => boolean; readonly words: string }>
> = {
  finite: { fits: Number.isFinite, words: 'a finite number' },
  'not negative': { fits: (x) => Number.isFinite(x) && x >= 0, words: 'a number of at least 0' },
  positive: { fits: (x) => Number.isFinite(x) && x > 0, words: 'a number above 0' },
  'any number': { fits: (x) => typeof x === 'number' && !Number.isNaN(x), words: 'a number' },
}

/** @throws NetworkError `LAYER_UNKNOWN` or `LAYER_SETTING` */
export function checkActivation(activation: Activation, label: string): void {
  const { name } = activation
  if (!Object.hasOwn(activations, name)) {
    throw new NetworkError('LAYER_UNKNOWN', `${label}: no activation is named ${name}`)
  }
  for (const [setting, kind] of Object.entries(activations[name].settings)) {
    const value = (activation as unknown as Record<string, number>)[setting]!
    const { fits, words } = expectations[kind]
    if (!fits(value)) {
      throw new NetworkError('LAYER_SETTING', `${label}, ${setting}: expected ${words}, got ${value}`)
    }
  }
}

/** An activation's definition, in float64. */
export function activationFunction(activation: Activation): (x: number) => number {
  return rulesOf(activation).formula(activation)
}

/** Whether f(a) ≤ f(b) for all a ≤ b, so that the largest f(x) is f of the largest x. */
export function neverFalls(activation: Activation): boolean {
  return rulesOf(activation).neverFalls(activation)
}

/** Whether it has a finite value for every finite x. */
export function isTotal(activation: Activation): boolean {
  return !rulesOf(activation).partial
}

/** How the kernels know an activation: its number, and up to three settings. */
export function kernelSettingsOf(activation: Activation): {
  readonly number: number
  readonly settings: readonly number[]
} {
  const { kernel, settings, kernelSettings } = rulesOf(activation)
  const values = activation as unknown as Readonly<Record<string, number>>
  const own = kernelSettings?.(activation) ?? Object.keys(settings).map((setting) => values[setting]!)
  return { number: kernel, settings: own }
}

/** How much larger an activation, or what it is computed of, may be than what it is given. */
export function gainOfActivation(activation: Activation): Gain {
  return rulesOf(activation).gain?.(activation) ?? { factor: 1, offset: 2 }
}

function rulesOf({ name }: Activation): ActivationRules<Activation> {
  return activations[name]
}
