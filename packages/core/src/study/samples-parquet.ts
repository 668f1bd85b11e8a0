import { parquet } from '../export/index.js'
import type { Study } from './result.js'

/** The studied images as Parquet, a row each: what samples.csv holds, and the side of the comparison. */
export function samplesParquet(study: Study): Uint8Array {
  const { samples } = study.data
  const { regions } = study.result
  return parquet({
    ...identity(study, 1),
    probability: Float64Array.from(samples, ({ probability }) => probability),
    overall: Float64Array.from(samples, ({ overall }) => overall),
    ...Object.fromEntries(
      regions.map(({ name }, r) => [name, Float64Array.from(samples, (sample) => sample.regions[r]!)]),
    ),
  })
}

/** The same in long form as Parquet: a row for each image and region, for models with region as a factor. */
export function regionsParquet(study: Study): Uint8Array {
  const { samples } = study.data
  const { regions } = study.result
  return parquet({
    ...identity(study, regions.length),
    region: samples.flatMap(() => regions.map(({ name }) => name)),
    sensitivity: Float64Array.from(samples.flatMap((sample) => sample.regions)),
  })
}

/** Which image a row is about. @param times - rows for each image */
function identity({ result, data }: Study, times: number) {
  const [a, b] = result.classes
  const sides = data.samples.map((_, i) => (i < a.n ? a.name : b.name))
  const repeated = <T>(values: readonly T[]) => values.flatMap((value) => Array<T>(times).fill(value))
  const column = (key: 'index' | 'label' | 'predicted') =>
    Int32Array.from(repeated(data.samples.map((sample) => sample[key])))
  return {
    class: repeated(sides),
    index: column('index'),
    label: column('label'),
    predicted: column('predicted'),
  }
}
