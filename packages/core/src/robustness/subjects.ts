import type { Dataset } from '../dataset/index.js'
import type { Explainer } from '../occlusion/explainer.js'
import type { Task } from '../progress.js'
import { Random } from '../random.js'
import type { StudyConfig } from '../study/config.js'
import { sampleClass } from '../study/sample-classes.js'

/** The images one network's studies are made of. */
export interface ModelSamples {
  /** By selection and class, positions in the dataset: the very images a study of that selection draws. */
  readonly drawn: ReadonlyMap<StudyConfig['selection'], readonly [Uint32Array, Uint32Array]>
  /** [n] of both classes together, each image once, ascending. */
  readonly indices: Uint32Array
}

/** Draws what studies of this seed draw, for each selection. @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE */
export async function drawSamples(
  explainer: Explainer,
  data: Dataset,
  { classes, images, seed }: Pick<StudyConfig, 'classes' | 'images' | 'seed'>,
  selections: readonly StudyConfig['selection'][],
  task: Pick<Task, 'signal'>,
): Promise<ModelSamples> {
  const random = new Random(seed).split('sampling')
  const drawn = new Map<StudyConfig['selection'], readonly [Uint32Array, Uint32Array]>()
  for (const selection of selections) {
    const draw = async (side: 0 | 1) =>
      (await sampleClass(explainer, data, { side, classes }, { images, selection }, random, task)).indices
    drawn.set(selection, [await draw(0), await draw(1)])
  }
  return { drawn, indices: ascending([...drawn.values()].flat()) }
}

/** Every index once, in order. */
export function ascending(lists: readonly Uint32Array[]): Uint32Array {
  return Uint32Array.from(new Set(lists.flatMap((list) => [...list]))).sort()
}
