import type { Dataset } from '../dataset/index.js'
import { compareEach } from '../faithfulness/compare.js'
import type { DrawnImages } from '../faithfulness/draw-images.js'
import type { ImageMeasured } from '../faithfulness/measure-image.js'
import { meanAgreement, topPixels } from './agreement.js'
import { classAnswers } from './class-answers.js'
import { meanCompleteness } from './completeness.js'
import type { MethodsConfig } from './config.js'
import type { MeasuredMaps } from './map-measures-unit.js'
import type { MappedMethods } from './map-methods.js'
import type { ComparedClass, MethodsResult, MethodsSample } from './result.js'
import { verdictOf } from './verdict.js'

interface Conclusion {
  readonly config: MethodsConfig
  readonly drawn: DrawnImages
  readonly data: Dataset
  readonly regions: readonly string[]
  readonly pixels: number
  readonly unlabelled: boolean
}

/** What all images' maps come to. */
export function concludeMethods(
  { methods, leftOut, seconds, target, images, completeness }: MappedMethods,
  { config, drawn, data, regions, pixels, unlabelled }: Conclusion,
): Omit<MethodsResult, 'baseline' | 'provenance' | 'timings'> {
  const { indices, excluded } = drawn
  const ids = [...methods.map(({ id }) => id), 'ink', 'random']
  const samples: MethodsSample[] = indices.map((index, i) => ({
    ...{ index, target: target[i]! },
    ...(!unlabelled && { label: data.labels[index]! }),
    values: images[i]!.values,
    sensitivity: images[i]!.sensitivity,
    ...(Object.keys(completeness[i]!).length > 0 && { completeness: completeness[i]! }),
  }))
  const measured = compareEach(
    methods.map((_, m) => images.map((image) => besideControls(image, m, methods.length))),
    config,
  )
  const { classes } = config
  const compared = classes?.length === 2 && !unlabelled ? classesOf(classes, samples, data) : undefined
  const part = {
    config,
    n: indices.length,
    regions,
    methods: methods.map(({ id, name, source, needs }) => {
      const took = seconds.get(id)
      const added = meanCompleteness(completeness.flatMap((parts) => parts[id] ?? []))
      return {
        ...{ id, name, source, needs },
        ...(took && { seconds: took.sum / took.images }),
        ...(added && { completeness: added }),
      }
    }),
    agreement: meanAgreement(images, ids, topPixels(config, pixels)),
    faithfulness: methods.map(({ id }, m) => ({ id, measures: measured[m]! })),
    ...(compared && {
      answers: classAnswers(
        samples,
        compared,
        // Random order has no answer to be held against.
        { ids: ids.slice(0, -1), methods: methods.length, regions },
        config,
      ),
    }),
  }
  return { schema: 'umbra.methods/1', ...part, excluded, leftOut, verdict: verdictOf(part), samples }
}

/** An image's measures of one method, of ink and of random order. */
function besideControls({ values }: MeasuredMaps, method: number, methods: number) {
  const own = Object.entries(values).map(([name, of]) => [
    name,
    [of[method]!, of[methods]!, of[methods + 1]!],
  ])
  return { values: Object.fromEntries(own) as ImageMeasured['values'] }
}

function classesOf(
  classes: readonly number[],
  samples: readonly MethodsSample[],
  { classNames }: Dataset,
): readonly [ComparedClass, ComparedClass] {
  const [a, b] = classes.map((label) => ({
    ...{ class: label, name: classNames[label] ?? String(label) },
    n: samples.filter((sample) => sample.label === label).length,
  }))
  return [a!, b!]
}
