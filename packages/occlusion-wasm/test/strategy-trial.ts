import { createIncrementalRunner } from '../src/engine/create-runner.js'
import type { Strategy, StrategyChoice } from '../src/engine/plan/engine-plan.js'
import { availableVariants, type KernelVariant } from '../src/kernels/variants.js'
import type { Network } from '../src/network/network.js'
import { referenceOcclusion } from '../src/reference/reference.js'
import { Dice } from './dice.js'
import { randomNetwork, randomPlainNetwork } from './random-network/random-network.js'
import { SMALLEST_SCALE, type Trial, trialOf } from './trial.js'

/** Each layer by the strategy named where it can be, or by any. */
export const strategyChoices: Readonly<Record<string, (dice: Dice) => StrategyChoice>> = {
  sparse: () => preferring('sparse'),
  tiled: () => preferring('tiled'),
  winograd: () => preferring('winograd'),
  mixed: (dice) => (_, possible) => dice.pick(possible),
}

function preferring(strategy: Strategy): StrategyChoice {
  return (_, possible) => (possible.includes(strategy) ? strategy : possible[0]!)
}

/** What a trial is made of, and dice that go on from there. */
export interface StrategySetting extends Trial {
  readonly network: Network
  readonly dice: Dice
}

/** A random network, every other one with many convolutions that Winograd's filtering computes, and what it is tried on. */
export function strategySetting(seed: number): StrategySetting {
  const dice = new Dice(seed)
  const network = seed % 2 === 0 ? randomNetwork(dice) : randomPlainNetwork(dice)
  return { network, ...trialOf(dice, network), dice }
}

/** What came of a trial; survives its way out of a page. */
export interface StrategyOutcome {
  readonly layers: readonly string[]
  /** Strategies chosen, by layer, and those the engine says it was planned with. */
  readonly chosen: readonly (readonly [layer: number, strategy: Strategy])[]
  readonly planned: readonly (readonly [layer: number, strategy: Strategy])[]
  /** Largest difference from the float64 reference, as a share of the largest score. */
  readonly error: number
  /** Of all scores, uncovered and covered: equal where all bits are. */
  readonly digest: string
}

/** Scores a setting with one build, each layer as `name` of `strategyChoices` says. */
export async function strategyTrial(
  name: string,
  seed: number,
  variant: KernelVariant,
): Promise<StrategyOutcome> {
  const { network, image, baseline, windows, count, dice } = strategySetting(seed)
  const chosen = new Map<number, Strategy>()
  const choose = strategyChoices[name]!(dice)
  const runner = await createIncrementalRunner(network, {
    variant,
    choose(layer, possible) {
      const strategy = choose(layer, possible)
      chosen.set(layer, strategy)
      return strategy
    },
  })
  const base = runner.begin(image, baseline)
  const covered = new Float32Array(count * network.classes)
  runner.scoreWindows(windows, 0, count, covered)
  runner.dispose()
  const reference = referenceOcclusion(network, image, baseline, windows)
  const largest = reference.covered.reduce((a, b) => Math.max(a, Math.abs(b)), SMALLEST_SCALE)
  return {
    layers: network.layers.map(({ kind }) => kind),
    chosen: [...chosen],
    planned: runner.plan.layers.map(({ layer, strategy }) => [layer, strategy]),
    error: Math.max(furthest(base, reference.base), furthest(covered, reference.covered)) / largest,
    digest: digestOf(base, covered),
  }
}

/** Trials of one choice with one build, and how often each kernel was called in them. */
export interface StrategyTrials {
  readonly outcomes: readonly StrategyOutcome[]
  readonly calls: Readonly<Record<string, number>>
}

export async function strategyTrials(
  name: string,
  seeds: readonly number[],
  variant: KernelVariant,
): Promise<StrategyTrials> {
  const outcomes: StrategyOutcome[] = []
  const calls: Record<string, number> = {}
  const { Instance } = WebAssembly
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args: ConstructorParameters<typeof Instance>) {
      const exports = Object.entries(new target(...args).exports).map(([kernel, run]) => [
        kernel,
        (...values: unknown[]) => {
          calls[kernel] = (calls[kernel] ?? 0) + 1
          return (run as (...values: unknown[]) => unknown)(...values)
        },
      ])
      return { exports: Object.fromEntries(exports) }
    },
  })
  try {
    for (const seed of seeds) outcomes.push(await strategyTrial(name, seed, variant))
  } finally {
    WebAssembly.Instance = Instance
  }
  return { outcomes, calls }
}

/** What the browser's test asks a page for. */
export const inPage = { variants: availableVariants, trials: strategyTrials }

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < b.length; i++)
    most = Math.max(most, Number.isNaN(a[i]) ? Infinity : Math.abs(a[i]! - b[i]!))
  return most
}

/** FNV-1a over the bits of float32 values, those of all NaN alike. */
function digestOf(...arrays: readonly Float32Array[]): string {
  let hash = 0x811c9dc5
  for (const array of arrays) {
    const words = new Uint32Array(array.slice().buffer)
    for (const [i, word] of words.entries()) {
      hash = Math.imul(hash ^ (Number.isNaN(array[i]) ? 0x7fc00000 : word), 0x01000193)
    }
  }
  return `${arrays.map(({ length }) => length).join('+')}:${(hash >>> 0).toString(16)}`
}
