import type { Explainer } from '../attribution/explainer.js'
import type { Dataset } from '../dataset/index.js'
import type { StudyConfig } from '../mapping/config.js'
import { sampleClass } from '../mapping/sample-classes.js'
import { Random } from '../random.js'
import type { Task } from '../work/progress.js'
import type { RobustnessGrid, StudyChoices } from './grid.js'
import type { ScoredNetwork } from './scored.js'

/** The choices on which the images of a study depend. */
export function drawKey({
  selection,
  normalisation,
}: Pick<StudyChoices, 'selection' | 'normalisation'>): string {
  return `${selection} ${normalisation === 'ink' ? 'ink' : 'raw'}`
}

/** Draws what studies of this seed draw, for each selection and normalisation. @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE */
export async function drawSamples(
  explainer: Explainer,
  data: Dataset,
  { classes, images, seed, regions }: Pick<StudyConfig, 'classes' | 'images' | 'seed' | 'regions'>,
  grid: Pick<RobustnessGrid, 'selection' | 'normalisation'>,
  task: Pick<Task, 'signal'>,
): Promise<Pick<ScoredNetwork, 'drawn' | 'indices'>> {
  const random = new Random(seed).split('sampling')
  const once = predictingOnce(explainer)
  const drawn = new Map<string, readonly [Uint32Array, Uint32Array]>()
  for (const selection of grid.selection) {
    for (const normalisation of ['raw', 'ink'] as const) {
      if (!grid.normalisation.some((reading) => (reading === 'ink') === (normalisation === 'ink'))) continue
      const config = { images, regions, selection, normalisation }
      const draw = async (side: 0 | 1) =>
        (await sampleClass(once, data, { side, classes }, config, random, task)).indices
      drawn.set(drawKey(config), [await draw(0), await draw(1)])
    }
  }
  return { drawn, indices: ascending([...drawn.values()].flat()) }
}

/** An explainer that classifies a batch of images once: each draw of a class begins with the same ones. */
function predictingOnce(explainer: Explainer): Pick<Explainer, 'predict' | 'classes' | 'reader'> {
  const known = new Map<string, ReturnType<Explainer['predict']>>()
  return {
    classes: explainer.classes,
    reader: explainer.reader,
    predict: (images, task) => {
      const batch = `${images.shape[0]} from ${task?.nameOf?.(0)}`
      const scores = known.get(batch) ?? explainer.predict(images, task)
      known.set(batch, scores)
      return scores
    },
  }
}

/** Every index once, in order. */
export function ascending(lists: readonly Uint32Array[]): Uint32Array {
  return Uint32Array.from(new Set(lists.flatMap((list) => [...list]))).sort()
}
