import { type PairMatrix, pairMatrixFigure } from '../figures/pair-matrix.js'
import type { RegionTest } from '../study/result.js'
import type { PairResult, PairsResult } from './result.js'

/**
 * A matrix for each measure, by the name of the file it is written to: `pairs` shows the first contrast of regions with the
 * p of the class × region interaction; the others the second contrast, a region, or the whole map, with its own.
 */
export function pairsFigures(result: PairsResult): Record<string, string> {
  const { pairs, regions } = result
  const count = pairs.length
  const [trend, ...others] = pairs[0]!.contrasts
  const matrix = (
    measure: string,
    test: (pair: PairResult) => RegionTest,
    adjustment: string,
    pOf: (pair: PairResult) => number = (pair) => test(pair).pHolm,
  ): PairMatrix => ({
    classes: result.classes.map(({ name }) => name),
    effect: `Hedges g, ${measure}`,
    adjustment,
    alpha: 1 - result.config.confidence,
    pairs: pairs.map((pair) => ({
      row: pair.classes[0],
      column: pair.classes[1],
      effect: test(pair).effect!.value,
      p: pOf(pair),
    })),
  })
  const overPairs = `Holm over ${count} pairs`
  const overRegions = `Holm over ${count} pairs × ${regions.length} regions`
  return {
    pairs: pairMatrixFigure(
      matrix(
        trend!.region,
        (pair) => pair.contrasts[0]!,
        `class × region interaction, ${overPairs}`,
        ({ interaction }) => interaction.pHolm,
      ),
    ),
    'pairs-whole-map': pairMatrixFigure(matrix('whole map', ({ overall }) => overall, overPairs)),
    ...Object.fromEntries(
      others.map(({ region }, k) => [
        `pairs-${region.replaceAll(' ', '-')}`,
        pairMatrixFigure(
          matrix(
            region,
            (pair) => pair.contrasts[1 + k]!,
            `Holm over ${count} pairs × ${others.length + 1} contrasts`,
          ),
        ),
      ]),
    ),
    ...Object.fromEntries(
      regions.map(({ name }, r) => [
        `pairs-${name}`,
        pairMatrixFigure(matrix(name, (pair) => pair.regions[r]!, overRegions)),
      ]),
    ),
  }
}
