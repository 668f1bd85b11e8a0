import type { Network } from '../../network/network.js'
import { plannedWindows } from './change-estimate.js'
import { planEngine } from './engine-plan.js'

/** What an image is reckoned to take, under the windows that plans are made for. */
export interface Forecast {
  readonly windows: number
  /** Milliseconds of one thread, of convolutions and dense layers alone. */
  readonly milliseconds: number
}

/** Reckons with the cost model's constants, which were measured on one machine: no clock has a part in it. */
export function forecastIncremental(network: Network): Forecast {
  const { layers } = planEngine(network)
  const milliseconds = layers.reduce((sum, { strategy, costs }) => sum + costs[strategy]!, 0)
  return { windows: plannedWindows(network.inputShape), milliseconds }
}
