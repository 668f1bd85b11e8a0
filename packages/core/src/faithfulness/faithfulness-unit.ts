import { resolveBaseline } from '../attribution/baseline.js'
import type { Explainer } from '../attribution/explainer.js'
import type { ResolvedOcclusionOptions } from '../attribution/occlusion/options.js'
import type { ImageBatch } from '../dataset/index.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import type { Unit } from '../units/unit.js'
import type { NamedTask } from '../work/progress.js'
import type { ResolvedFaithfulnessOptions } from './config.js'
import { inkOf, randomMap } from './controls.js'
import { measureImage } from './measure-image.js'
import { packed, sizeOfPacked } from './packed.js'

/** How a map is made whose faithfulness is measured. */
type MapChoices = Pick<ResolvedOcclusionOptions, 'window' | 'stride' | 'baseline' | 'score' | 'target'>

/** How faithful the map of one image is, beside the controls: float64, as `packed` lays the measures out. */
export interface FaithfulnessUnit extends Unit {
  readonly unit: 'faithfulness'
  readonly options: MapChoices
  readonly measuring: ResolvedFaithfulnessOptions
}

/**
 * Maps the one image of a unit and measures how faithful the map is. What is drawn hangs on the seed and the image's place alone.
 *
 * @param image - float32 [1, H, W, C]
 * @param unit - its baseline with its images; `targets` hold the image's own class where the target is `label`
 * @returns float64, as `packed` lays it out
 */
export async function computeFaithfulness(
  explainer: Explainer,
  image: ImageBatch,
  {
    options,
    measuring,
    indices,
    targets,
  }: Pick<FaithfulnessUnit, 'options' | 'measuring' | 'indices' | 'targets'>,
  task: NamedTask,
): Promise<Float64Array> {
  const [, height, width, channels] = image.shape
  const random = new Random(measuring.seed).split(`faithfulness ${indices[0]}`)
  const labelled = { ...image, ...(targets.length > 0 && { labels: targets }) }
  const { maps, target } = await explainer.explain(labelled, options, task)
  const map = meanOverChannels(maps.data, new Float32Array(height * width))
  const ink = inkOf(image.data, resolveBaseline(options.baseline, image), 0, channels)
  const rivals = { map, ink, random: randomMap(height * width, random.split('random order')) }
  const subject = { image: image.data, target: target[0]!, maps: rivals }
  const own = { ...measuring, baseline: options.baseline, score: options.score }
  const measured = await measureImage(explainer, subject, own, random, task)
  const values = new Float64Array(sizeOfPacked(measuring, explainer.inputShape))
  values.set(packed(measured, target[0]!))
  return values
}
