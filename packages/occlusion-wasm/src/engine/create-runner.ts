import { loadKernelModule } from '../kernels/kernel-module.js'
import { chooseVariant, type KernelVariant } from '../kernels/variants.js'
import type { Network } from '../network/network.js'
import { ownNetwork } from '../network/own-network.js'
import type { StrategyChoice } from './plan/engine-plan.js'
import { type IncrementalRunner, runnerOf } from './runner.js'

export interface RunnerOptions {
  /** The build to force; chosen by probing unless told. */
  readonly variant?: KernelVariant | undefined
  /** How layers are computed; what costs least, unless told. Other choices give other bits, within the same bounds. */
  readonly choose?: StrategyChoice | undefined
}

/**
 * Loads the kernels and lays a network out for incremental inference. Its weights are copied at once.
 *
 * @throws NetworkError if the network does not fit together; KernelError for a variant this machine lacks
 */
export async function createIncrementalRunner(
  network: Network,
  { variant, choose }: RunnerOptions = {},
): Promise<IncrementalRunner> {
  const own = ownNetwork(network)
  return runnerOf(own, await loadKernelModule(chooseVariant(variant)), choose)
}
