import type { ClassChoice } from '../mapping/config.js'
import type { Study, StudySample } from '../study/result.js'

/** A sample and where it stands in the study's stacks of images and maps. */
export interface ChosenSample {
  readonly sample: StudySample
  /** Position n in `data.samples`, `data.images` and `data.maps`. */
  readonly position: number
}

/** The studied images of one class, in the study's order. */
export function samplesOfClass(study: Study, label: ClassChoice): ChosenSample[] {
  const [first] = study.result.classes
  return study.data.samples
    .map((sample, position) => ({ sample, position }))
    .filter(({ sample }) => (label === 'rest' ? sample.label !== first.class : sample.label === label))
}

/**
 * The image that stands for its class: of those classified correctly (of all, if none is), the one whose regional
 * sensitivities lie nearest to the class's median in every region, distances counted in standard deviations. Ties go
 * to the lowest index in the dataset. Nothing is picked by eye.
 */
export function typicalSample(study: Study, label: ClassChoice): ChosenSample | undefined {
  const all = samplesOfClass(study, label)
  const correct = all.filter(({ sample }) => sample.predicted === sample.label)
  const candidates = correct.length > 0 ? correct : all
  const regions = study.result.regions.map((_, r) => centreAndSpread(candidates, r))
  const distance = ({ sample }: ChosenSample) =>
    regions.reduce((sum, { median, sd }, r) => {
      const z = (sample.regions[r]! - median) / (sd || 1)
      return Number.isFinite(z) ? sum + z * z : sum
    }, 0)
  return candidates
    .map((chosen) => ({ chosen, distance: distance(chosen) }))
    .sort((a, b) => a.distance - b.distance || a.chosen.sample.index - b.chosen.sample.index)[0]?.chosen
}

/**
 * Images of a class from weak to strong: those at the given quantiles of whole-map sensitivity (nearest rank), so
 * that examples show the spread and not the best cases.
 *
 * @param quantiles - each in 0 … 1
 */
export function samplesAtQuantiles(
  study: Study,
  label: ClassChoice,
  quantiles: readonly number[],
): ChosenSample[] {
  const sorted = samplesOfClass(study, label).sort(
    (a, b) => a.sample.overall - b.sample.overall || a.sample.index - b.sample.index,
  )
  return quantiles.flatMap((q) => sorted[Math.round(q * (sorted.length - 1))] ?? [])
}

function centreAndSpread(chosen: readonly ChosenSample[], region: number) {
  const values = chosen.map(({ sample }) => sample.regions[region]!).filter(Number.isFinite)
  values.sort((a, b) => a - b)
  const n = values.length
  const median = n === 0 ? 0 : (values[(n - 1) >> 1]! + values[n >> 1]!) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1))
  return { median, sd }
}
