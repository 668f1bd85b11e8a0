import { baselineKey } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import type { ImageBatch } from '../dataset/index.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { type Unit, type UnitOrigin, unitOrigin } from '../units/unit.js'
import type { NamedTask } from '../work/progress.js'
import type { StudyConfig } from './config.js'
import type { Provenance } from './provenance.js'

/** How images are covered, and which score is read off. */
export type Covering = Pick<StudyConfig, 'window' | 'stride' | 'score' | 'baseline'>

/** Maps of some images, each for its own class: float32 [n, H, W]. */
export interface MapsUnit extends Unit {
  readonly unit: 'maps'
  readonly options: Covering
}

/** What every unit of a job holds about model and data. */
export function unitOriginOf({ engine, model, outputs, data }: Provenance): UnitOrigin {
  return unitOrigin(engine, outputs?.kind, { model: model.sha256, data: data.sha256 })
}

/** The same, and of these images. */
export function unitOf(
  origin: Provenance,
  { indices, labels }: { readonly indices: ArrayLike<number>; readonly labels: ArrayLike<number> },
): Omit<Unit, 'unit'> {
  return { ...unitOriginOf(origin), indices: Array.from(indices), targets: Array.from(labels) }
}

/** A covering as a unit holds it: images drawn for its baseline by their places. */
export function coveringOf({ window, stride, score, baseline }: Covering): Covering {
  return { window, stride, score, baseline: baselineKey(baseline) as Covering['baseline'] }
}

/** Computes a unit of maps. @param baseline - the unit's own, with its images @returns float32 [n, H, W] */
export async function computeMaps(
  explainer: Explainer,
  images: ImageBatch,
  { options, targets }: Pick<MapsUnit, 'options' | 'targets'>,
  task: NamedTask,
): Promise<Float32Array> {
  const { maps } = await explainer.explain(images, { ...options, target: [...targets] }, task)
  const [n, height, width] = images.shape
  const plain = n * height * width
  // Maps that keep their channels are averaged over them.
  return maps.data.length === plain ? maps.data : meanOverChannels(maps.data, new Float32Array(plain))
}
