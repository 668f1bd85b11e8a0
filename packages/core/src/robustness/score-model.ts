import { withBaseline } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import { type Dataset, selectImages } from '../dataset/index.js'
import type { UnitKeeping } from '../units/cells.js'
import { fillInTurn, type Standing } from '../units/fill-in-turn.js'
import { scoreCovering } from './score-covering.js'
import type { ScoredPass } from './scored.js'
import type { PlannedPass, SumsUnit } from './sums-unit.js'

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
    const from = before
    const compute = (unit: SumsUnit, { done: within }: Standing) => {
      const { indices } = unit
      const own = selectImages(data.images, Uint32Array.from(indices))
      return scoreCovering(explainer, own, withBaseline(unit, baseline), {
        signal,
        nameOf: (i) => `image ${indices[i]} of ${data.name}`,
        // The last image of a unit is reported once the unit is kept.
        onProgress: ({ done }) => done < indices.length && onImages(from + within + done),
      })
    }
    for await (const { done } of fillInTurn(units, values, keeping, compute)) onImages(from + done)
    before += images
    passes.push({ covering: place, values })
  }
  return passes
}
