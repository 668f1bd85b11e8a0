import { baselineKey, withBaseline } from '../attribution/baseline-of-data.js'
import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { Baseline, ResolvedOcclusionOptions } from '../attribution/occlusion/options.js'
import type { UnitKeeping } from '../units/cells.js'
import { fillInTurn, type Standing } from '../units/fill-in-turn.js'
import type { Spread } from '../units/spread.js'
import { type UnitOrigin, unitOrigin } from '../units/unit.js'
import type { NamedTask } from '../work/progress.js'
import type { ResolvedFaithfulnessOptions } from './config.js'
import { computeFaithfulness, type FaithfulnessUnit } from './faithfulness-unit.js'
import type { ImageMeasured } from './measure-image.js'
import { sizeOfPacked, unpacked } from './packed.js'
import { requireCoverable, requireScores } from './require-coverable.js'

/** What is kept, what it hangs on besides the choices and the pixels, and who else may compute it. */
export interface KeptMeasures extends UnitKeeping {
  readonly dependsOn?: UnitOrigin
  readonly spread?: Spread | undefined
}

/** Images with what was measured of each. */
export interface MeasuredImages {
  readonly images: readonly ImageMeasured[]
  /** The class explained of each. */
  readonly target: readonly number[]
}

type Choices = Pick<ResolvedOcclusionOptions, 'window' | 'stride' | 'baseline' | 'score' | 'target'> &
  ResolvedFaithfulnessOptions

/**
 * Maps images and measures how faithful each map is, beside the controls. One image after another, two at a time where there are threads;
 * what is drawn hangs on the seed and the image's key alone. An image that failed three times is set aside where `kept` says where.
 *
 * @param images - float32 [N, H, W, C]
 * @param keyOf - names image i for its random numbers and what is kept of it: its place in the data
 * @throws InputError as `explain`, `score`, `requireCoverable` and `requireScores`
 */
export async function measureImages(
  explainer: Explainer,
  images: LabelledImages,
  choices: Choices,
  keyOf: (i: number) => number,
  { spread, dependsOn, ...keeping }: KeptMeasures = {},
  task: NamedTask = {},
): Promise<MeasuredImages> {
  requireCoverable(choices, explainer)
  requireScores(choices, explainer)
  const [n, height, width, channels] = images.shape
  const size = height * width * channels
  const { signal, nameOf, onProgress } = task
  const units = Array.from({ length: n }, (_, i) =>
    unitOf({ ...unitOfModel(explainer), ...dependsOn }, choices, images, i, keyOf(i)),
  )
  await spread?.(units, { signal })
  const compute = (unit: FaithfulnessUnit, { done: i }: Standing) => {
    const data = images.data.slice(i * size, (i + 1) * size)
    const image = { data, shape: [1, height, width, channels] as const }
    const own = { signal, nameOf: () => nameOf?.(i) ?? `image ${i}` }
    return computeFaithfulness(explainer, image, withBaseline(unit, choices.baseline), own)
  }
  const measured: ImageMeasured[] = []
  const target: number[] = []
  const tell = () => onProgress?.({ stage: 'faithfulness', done: measured.length, total: n, unit: 'images' })
  tell()
  const ahead = explainer.engine.threads > 1 ? 1 : 0
  const values = new Float64Array(n * sizeOfPacked(choices, explainer.inputShape))
  for await (const { own } of fillInTurn(units, values, { ...keeping, signal }, compute, ahead)) {
    const image = unpacked(own, choices, explainer.inputShape)
    measured.push(image.measured)
    target.push(image.target)
    tell()
  }
  return { images: measured, target }
}

/** Image i as a unit, which is explained alone. */
function unitOf(
  model: UnitOrigin,
  { window, stride, baseline, score, target, ...measures }: Choices,
  { labels }: LabelledImages,
  i: number,
  key: number,
): FaithfulnessUnit {
  const { curve, patch, steps, segments, segmentation, subsets, seed } = measures
  return {
    unit: 'faithfulness',
    ...model,
    indices: [key],
    targets: target === 'label' && labels ? [labels[i]!] : [],
    options: {
      ...{ window, stride, score, baseline: baselineKey(baseline) as Baseline },
      target: Array.isArray(target) ? [target[i]!] : target,
    },
    measuring: { curve, patch, steps, segments, segmentation, subsets, seed },
  }
}

/** What a unit says where nothing is told of model and data, and nothing kept. */
function unitOfModel({ engine, reader }: Explainer): UnitOrigin {
  return unitOrigin(engine, reader.head.kind, { model: '', data: { images: '', labels: '' } })
}
