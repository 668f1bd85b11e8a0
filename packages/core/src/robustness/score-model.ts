import type { Explainer } from '../attribution/explainer.js'
import { type Dataset, selectImages } from '../dataset/index.js'
import { keptOrComputed, type UnitKeeping } from '../units/cells.js'
import { scoreCovering } from './score-covering.js'
import type { ScoredPass } from './scored.js'
import type { PlannedPass } from './sums-unit.js'

/** Scores the images of one network's studies under some coverings of the grid, going on from the units kept. */
export async function scoreModel(
  explainer: Explainer,
  data: Dataset,
  planned: readonly PlannedPass[],
  keeping: UnitKeeping,
  onImages: (done: number) => void,
): Promise<Omit<ScoredPass, 'network'>[]> {
  const { signal } = keeping
  const passes: Omit<ScoredPass, 'network'>[] = []
  let before = 0
  for (const { place, baseline, perImage, units } of planned) {
    const images = units.reduce((sum, { indices }) => sum + indices.length, 0)
    const values = new Float64Array(images * perImage)
    let from = 0
    for (const unit of units) {
      signal?.throwIfAborted()
      const { indices } = unit
      const own = values.subarray(from * perImage, (from + indices.length) * perImage)
      await keptOrComputed(keeping, unit, own, () => {
        const job = { ...unit, options: { ...unit.options, baseline } }
        return scoreCovering(explainer, selectImages(data.images, Uint32Array.from(indices)), job, {
          signal,
          nameOf: (i) => `image ${indices[i]} of ${data.name}`,
          // The last image of a unit is reported once the unit is kept.
          onProgress: ({ done }) => done < indices.length && onImages(before + done),
        })
      })
      from += indices.length
      before += indices.length
      onImages(before)
    }
    passes.push({ covering: place, values })
  }
  return passes
}
