import { effectContributions, hedgesG, mixedAnova, welchT } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Region } from '../regions/index.js'
import { type Measure, measuresOf } from '../study/measures.js'
import { ifDefined } from '../study/test-or-reason.js'
import { breathe } from '../work/pause.js'
import type { Task } from '../work/progress.js'
import { type Column, crossedG } from './crossed.js'
import type { ReadClass, Repetitions } from './repetitions.js'
import type { ModelEstimate, PatternEstimate, SpecificationEstimate } from './result.js'

/** Every estimate of every measure and of the pattern. */
export interface AllEstimates {
  readonly measures: readonly Measure[]
  /** [measures][specifications] */
  readonly estimates: readonly (readonly SpecificationEstimate[])[]
  /** [specifications][networks] */
  readonly patterns: readonly (readonly (PatternEstimate | null)[])[]
}

/** Estimates every specification on every network. */
export async function estimateAll(
  repetitions: Repetitions,
  { confidence }: Pick<StudyConfig, 'confidence'>,
  { signal, onProgress }: Task,
): Promise<AllEstimates> {
  const { specifications, networks, cuts, cutOf, read } = repetitions
  const measures = measuresOf(cuts[0]!)
  const estimates: SpecificationEstimate[][] = measures.map(() => [])
  const patterns: (PatternEstimate | null)[][] = []
  const none = { models: Array<null>(networks).fill(null) }
  for (const [s, { normalisation }] of specifications.entries()) {
    const reads = Array.from({ length: networks }, (_, m) => read(s, m))
    const own = cutOf(s) === 0
    measures.forEach((measure, k) => {
      const columns = own ? reads.map((classes) => columnOf(classes, measure)) : []
      estimates[k]!.push(own ? estimateOf(columns, confidence, togetherIn(cuts[0]!, measure)) : none)
    })
    patterns.push(reads.map((classes) => (normalisation === 'adjusted' ? null : patternOf(classes))))
    onProgress?.({ stage: 'estimates', done: s + 1, total: specifications.length, unit: 'specifications' })
    await breathe()
    signal?.throwIfAborted()
  }
  return { measures, estimates, patterns }
}

/** How many regions' intervals are to hold together, where the measure is a region's. */
export function togetherIn(regions: readonly Region[], { name }: Measure): number | undefined {
  return regions.some((region) => region.name === name) ? regions.length : undefined
}

/** One measure of the images of a specification on a network. */
export function columnOf(classes: readonly [ReadClass, ReadClass], measure: Measure): Column {
  const [a, b] = classes.map(({ subjects, sensitivities }) => {
    const width = sensitivities.length / subjects.length
    const values = Float64Array.from(subjects, (_, i) =>
      measure.of(sensitivities.subarray(i * width, (i + 1) * width)),
    )
    return { subjects, values }
  })
  return { classes: [a!, b!] }
}

function estimateOf(
  columns: readonly Column[],
  confidence: number,
  together: number | undefined,
): SpecificationEstimate {
  const models = columns.map((column) => modelEstimate(column, confidence, columns.length))
  const crossed = models.includes(null) ? undefined : crossedG(columns, { confidence, together })
  return { models, ...(crossed && { crossed }) }
}

function modelEstimate({ classes }: Column, confidence: number, networks: number): ModelEstimate | null {
  const [a, b] = classes.map(({ values }) => values.filter((value) => !Number.isNaN(value)))
  return (
    ifDefined(() => {
      const { estimate, p } = welchT(a!, b!, { confidence })
      // The exact interval costs more than all else, and of several networks none is asked for.
      if (networks > 1) return { g: effectContributions(a!, b!, 1).perNetwork[0]!, p, difference: estimate }
      const { value, interval } = hedgesG(a!, b!, { confidence })
      return { g: value, interval, p, difference: estimate }
    }) ?? null
  )
}

/** The class × region interaction, over the images with a value in every region. */
function patternOf(classes: readonly [ReadClass, ReadClass]): PatternEstimate | null {
  const values: number[] = []
  const groups: number[] = []
  classes.forEach(({ subjects, sensitivities }, c) => {
    const width = sensitivities.length / subjects.length
    for (let i = 0; i < subjects.length; i++) {
      const row = sensitivities.subarray(i * width + 1, (i + 1) * width)
      if (row.some(Number.isNaN)) continue
      for (const value of row) values.push(value)
      groups.push(c)
    }
  })
  const { interaction } = ifDefined(() => mixedAnova(values, groups)) ?? {}
  return interaction ? { etaSquared: interaction.effect.value, p: interaction.p } : null
}
