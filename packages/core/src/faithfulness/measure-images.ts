import { resolveBaseline } from '../attribution/baseline.js'
import { baselineKey } from '../attribution/baseline-of-data.js'
import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { ResolvedOcclusionOptions } from '../attribution/occlusion/options.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import { type CellStore, keptOrComputed } from '../units/cells.js'
import type { Unit } from '../units/unit.js'
import { version } from '../version.js'
import { inOrder } from '../work/in-order.js'
import type { NamedTask } from '../work/progress.js'
import type { ResolvedFaithfulnessOptions } from './config.js'
import { inkOf, randomMap } from './controls.js'
import { type ImageMeasured, measureImage } from './measure-image.js'
import { packed, sizeOfPacked, unpacked } from './packed.js'
import { requireCoverable } from './require-coverable.js'

/** What is kept, and what it hangs on besides the choices and the pixels. */
export interface KeptMeasures {
  readonly cells?: CellStore | undefined
  readonly dependsOn?: Omit<Unit, 'unit' | 'indices' | 'targets'>
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
 * what is drawn hangs on the seed and the image's key alone.
 *
 * @param images - float32 [N, H, W, C]
 * @param keyOf - names image i for its random numbers and what is kept of it: its place in the data
 * @throws InputError as `explain` and `score`; FAITHFULNESS_BASELINE
 */
export async function measureImages(
  explainer: Explainer,
  images: LabelledImages,
  choices: Choices,
  keyOf: (i: number) => number,
  { cells, dependsOn }: KeptMeasures = {},
  task: NamedTask = {},
): Promise<MeasuredImages> {
  requireCoverable(choices, explainer)
  const [n, height, width, channels] = images.shape
  const size = height * width * channels
  const room = sizeOfPacked(choices, explainer.inputShape)
  const { signal, nameOf, onProgress } = task
  const { patch, steps, segments, segmentation, subsets, seed, curve } = choices
  const measuring = { patch, steps, segments, segmentation, subsets, seed, curve }
  const kept = { ...occlusionOf(choices, 0), baseline: baselineKey(choices.baseline), ...measuring }
  const compute = async (i: number): Promise<Float64Array> => {
    const data = images.data.slice(i * size, (i + 1) * size)
    const own = { signal, nameOf: () => nameOf?.(i) ?? `image ${i}` }
    const unit = { ...unitOfModel(explainer), ...dependsOn, ...kept, indices: [keyOf(i)], targets: [] }
    return keptOrComputed({ cells, signal }, unit, new Float64Array(room), async () => {
      signal?.throwIfAborted()
      const batch = { data, shape: [1, height, width, channels] as const, ...labelOf(images, i) }
      const random = new Random(choices.seed).split(`faithfulness ${keyOf(i)}`)
      const { maps, target } = await explainer.explain(batch, occlusionOf(choices, i), own)
      const map = meanOverChannels(maps.data, new Float32Array(height * width))
      const ink = inkOf(data, resolveBaseline(choices.baseline, batch), 0, channels)
      const rivals = { map, ink, random: randomMap(height * width, random.split('random order')) }
      const subject = { image: data, target: target[0]!, maps: rivals }
      return packed(await measureImage(explainer, subject, choices, random, own), target[0]!)
    })
  }
  const measured: ImageMeasured[] = []
  const target: number[] = []
  const tell = () => onProgress?.({ stage: 'faithfulness', done: measured.length, total: n, unit: 'images' })
  tell()
  const ahead = explainer.engine.threads > 1 ? 1 : 0
  for await (const values of inOrder(n, ahead, compute)) {
    const image = unpacked(values, choices, explainer.inputShape)
    measured.push(image.measured)
    target.push(image.target)
    tell()
  }
  return { images: measured, target }
}

/** What a unit says where nothing is told of model and data, and nothing kept. */
function unitOfModel({ engine, reader }: Explainer) {
  return {
    unit: 'faithfulness',
    version,
    engine: [engine.name, engine.variant] as const,
    model: '',
    outputs: reader.head.kind,
    data: { images: '', labels: '' },
  }
}

function labelOf({ labels }: LabelledImages, i: number): { labels?: number[] } {
  return labels ? { labels: [labels[i]!] } : {}
}

/** Of image i, which is explained alone. */
function occlusionOf(
  { window, stride, baseline, score, target }: Choices,
  i: number,
): ResolvedOcclusionOptions {
  return { window, stride, baseline, score, target: Array.isArray(target) ? [target[i]!] : target }
}
