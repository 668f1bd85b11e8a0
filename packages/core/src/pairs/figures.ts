import { scoreText, settingsText } from '../attribution/occlusion/settings-text.js'
import { classMeansFigure } from '../figures/class-means.js'
import { pairMatrixFigure } from '../figures/pair-matrix.js'
import { imagesOfEach } from '../study/rests-on.js'
import type { RegionTest } from '../study/result.js'
import type { PairResult, PairsResult } from './result.js'
import { primaryOf } from './verdict.js'

/**
 * By the name of the file each is written to: `maps`, the classes' mean maps; `pairs`, the matrix of the primary
 * test; and a matrix for each contrast of regions, each region and the whole map, `pairs-top` and so on.
 */
export function pairsFigures(result: PairsResult): Record<string, string> {
  const { pairs, regions, config } = result
  const frame = { classes: result.classes.map(({ name }) => name), alpha: 1 - config.confidence }
  const cells = (test: (pair: PairResult) => PairTest) =>
    pairs.map((pair) => ({
      row: pair.classes[0],
      column: pair.classes[1],
      effect: test(pair).effect?.value ?? Number.NaN,
      p: test(pair).pHolm,
    }))
  const overPairs = `Holm over ${pairs.length} pairs`
  const directed = (measure: string, adjustment: string, test: (pair: PairResult) => RegionTest) => [
    pairsFigureName(measure),
    pairMatrixFigure({
      ...frame,
      measure: capital(measure),
      effect: `Hedges g, ${measure}`,
      adjustment,
      pairs: cells(test),
    }),
  ]
  const contrasts = pairs[0]!.contrasts
  return {
    maps: mapsOf(result),
    pairs: pairMatrixFigure({
      ...frame,
      measure: result.profileP ? 'Profile over regions' : 'Pattern over regions',
      effect: `generalised eta squared of class × region${result.profileP ? ', of profiles' : ''}`,
      directed: false,
      adjustment: overPairs,
      pairs: cells(primaryOf),
    }),
    ...Object.fromEntries([
      ...contrasts.map(({ region }, k) =>
        directed(region, `${overPairs} × ${contrasts.length} contrasts`, (pair) => pair.contrasts[k]!),
      ),
      ...regions.map(({ name }, r) =>
        directed(name, `${overPairs} × ${regions.length} regions`, (pair) => pair.regions[r]!),
      ),
      directed('whole map', overPairs, ({ overall }) => overall),
    ]),
  }
}

type PairTest = Pick<RegionTest, 'effect' | 'pHolm'>

/** A measure's matrix's file: `pairs-whole-map`. */
export function pairsFigureName(measure: string): string {
  return `pairs-${measure.replaceAll(' ', '-')}`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function mapsOf({
  classes,
  means,
  shape: [height, width],
  regions,
  config,
  provenance,
}: PairsResult): string {
  return classMeansFigure({
    classes: classes.map(({ name }, k) => ({
      name,
      map: { data: means[k]!.map, width, height },
      image: { data: means[k]!.image, width, height },
    })),
    regions,
    setting: `${provenance.data.name} · ${imagesOfEach(classes)} · ${settingsText(config)}`,
    score: scoreText(config.score),
  })
}
