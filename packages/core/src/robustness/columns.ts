import type { Measure } from '../study/measures.js'
import type { Column } from './estimate-curve.js'
import { coveringsOf, type RobustnessGrid, readingsOf, type StudyChoices } from './grid.js'
import type { ScoredModel } from './score-model.js'
import { drawKey } from './subjects.js'

/** The grid's specifications: readings within coverings, so that those of one scoring pass stand together. */
export function specificationsOf(grid: RobustnessGrid): StudyChoices[] {
  const readings = readingsOf(grid)
  return coveringsOf(grid).flatMap((covering) => readings.map((reading) => ({ ...covering, ...reading })))
}

/**
 * One measure of every image, by specification and network.
 *
 * @param subjects - of each class, the positions in the dataset of all images that occur
 * @returns [specifications][models], in the order of `specificationsOf`
 */
export function columnsOf(
  grid: RobustnessGrid,
  scored: readonly ScoredModel[],
  subjects: readonly [Uint32Array, Uint32Array],
  measure: Measure,
): Column[][] {
  const places = subjects.map((indices) => new Map([...indices].map((index, place) => [index, place])))
  const readings = readingsOf(grid)
  const perImage = grid.score.length * grid.normalisation.length
  return specificationsOf(grid).map(({ score, normalisation, selection }, s) => {
    const cell = Math.floor(s / readings.length)
    const reading =
      grid.score.indexOf(score) * grid.normalisation.length + grid.normalisation.indexOf(normalisation)
    return scored.map(({ samples, rows, cells }) => {
      const values = cells[cell]!
      const width = values.length / (rows.size * perImage)
      const measured = (index: number) => {
        const at = (rows.get(index)! * perImage + reading) * width
        return measure.of(values.subarray(at, at + width))
      }
      const half = (c: 0 | 1) => {
        const drawn = samples.drawn.get(drawKey({ selection, normalisation }))![c]
        return {
          subjects: Uint32Array.from(drawn, (index) => places[c]!.get(index)!),
          values: Float64Array.from(drawn, measured),
        }
      }
      return { classes: [half(0), half(1)] }
    })
  })
}
