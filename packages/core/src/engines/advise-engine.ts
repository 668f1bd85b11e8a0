import type { GraphicsBackend } from '../tensorflow/graphics/graphics-backend.js'
import { type CardRate, type EngineAdvice, engineAdvice } from './engine-advice.js'
import type { RunnableModel } from './runnable-model.js'

/** Batches that are timed at most, after one that is not: programs are compiled for it. */
const TIMED = 3
/** Milliseconds after which no further one is. */
const LONG = 1000
/** Copies in a batch. */
const BATCH = 32

/**
 * Which engine is faster for a model: a graphics card is timed on up to three batches of this very model, the incremental engine is reckoned by its
 * cost model. It is advice only: no engine is chosen by it.
 *
 * @param model - one that a `Network` says
 * @param options - `backend`, the card's; `threads`, of the incremental engine
 * @throws InputError what `createExplainer` throws with this backend
 */
export async function adviseEngine(
  model: RunnableModel,
  { backend, threads }: { readonly backend: GraphicsBackend; readonly threads: number },
): Promise<EngineAdvice> {
  const { ownNetworkForCard } = await import('./card-engine.js')
  const network = await ownNetworkForCard(model, backend)
  const { networkOnCard } = await import('../tensorflow/graphics/network-on-card.js')
  const scorer = await networkOnCard(network, backend)
  try {
    const n = Math.min(BATCH, scorer.atOnce)
    const size = network.inputShape.reduce((product, side) => product * side, 1)
    const copies = new Float32Array(n * size).map((_, i) => ((i * 37) % 101) / 100)
    await scorer.score(copies, n)
    const started = performance.now()
    let [batches, elapsed] = [0, 0]
    while (batches < TIMED && elapsed < LONG) {
      await scorer.score(copies, n)
      batches++
      elapsed = Math.max(performance.now() - started, 0.1)
    }
    const { adapter, software } = scorer.card!
    const rate: CardRate = { backend, adapter, software, copiesPerSecond: (1000 * batches * n) / elapsed }
    return engineAdvice(network, rate, threads)
  } finally {
    scorer.dispose()
  }
}
