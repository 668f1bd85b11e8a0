import { baselineKey, baselineOfData, baselineOrigin } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import { requiredWindows } from '../attribution/required-windows.js'
import type { Dataset } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import { version } from '../version.js'
import type { CellStore } from '../work/cells.js'
import { keptOrComputed } from '../work/cells.js'
import type { Task } from '../work/progress.js'
import type { Stopwatch } from '../work/stopwatch.js'
import type { StudyConfig } from './config.js'
import type { StudyDependencies } from './dependencies.js'
import { type MappedPart, type PartConfig, type PartOfClass, type Shard, slicesOf } from './part.js'
import type { Provenance } from './provenance.js'
import { type ClassSample, type Side, sampleClass, sliceOf } from './sample-classes.js'

export interface MapPartJob<C extends PartConfig> {
  readonly config: C
  /** The classes to be mapped in all parts together. */
  readonly sides: readonly Side[]
  readonly shard: Shard
}

/** Images mapped before they are kept: enough to keep any pool of threads busy. */
const AT_ONCE = 32

/**
 * Draws the images of a study as its seed says, and maps those of one part, each for its own class.
 *
 * @throws InputError SHARD_INVALID, CLASS_UNKNOWN, SAMPLE_TOO_LARGE, SCORE_UNDEFINED, MARGIN_CLASS, and what the explainer
 *   throws
 */
export async function mapPart<C extends PartConfig>(
  explainer: Explainer,
  { config, sides, shard }: MapPartJob<C>,
  { data, provenance, cells }: Pick<StudyDependencies, 'data' | 'provenance' | 'cells'>,
  watch: Stopwatch,
  task: Task,
): Promise<MappedPart<C>> {
  requireRelabellings(config)
  requiredWindows(explainer.inputShape, config)
  requireScore(explainer, config, sides)
  const random = new Random(config.seed).split('sampling')
  const { images } = config
  const draw = (side: Side) => sampleClass(explainer, data, side, config, random, task)
  // How many all are, only drawing tells.
  const drawn = images === 'all' ? await inTurn(sides, draw) : undefined
  const counts = images === 'all' ? drawn!.map(({ indices }) => indices.length) : sides.map(() => images)
  const slices = slicesOf(shard, counts)
  const samples = await inTurn(slices, async ({ place, from, to }) =>
    sliceOf(drawn?.[place] ?? (await draw(sides[place]!)), from, to),
  )
  watch.lap('sampling')
  const baseline = await baselineOfData(config.baseline, data)
  const taken = baselineOrigin(baseline)
  const origin = {
    ...provenanceOf(provenance, config, data, explainer),
    ...(taken && { baseline: taken }),
  }
  const classes: PartOfClass[] = []
  for (const [i, { place, from }] of slices.entries()) {
    const sample = samples[i]!
    const maps = await mapSample(explainer, sample, { ...config, baseline }, { origin, cells }, task)
    classes.push({ place, from, sample, maps })
  }
  watch.lap('maps')
  return { shard, config, counts, classes, provenance: origin, timings: watch.seconds }
}

/**
 * Finds out that no p of relabelling can be below the level, before any image is mapped: a study would find no difference, whatever there is.
 *
 * @throws InputError OPTION_INVALID
 */
export function requireRelabellings({
  permutations,
  confidence,
}: Pick<StudyConfig, 'permutations' | 'confidence'>): void {
  const alpha = 1 - confidence
  if (1 / (permutations + 1) < alpha) return
  throw new InputError(
    'OPTION_INVALID',
    `permutations: ${permutations} give no p below 1/${permutations + 1}, which a confidence of ${confidence} asks for; expected at least ${Math.floor(1 / alpha + 1e-6)}`,
  )
}

/** Finds a score that these outputs or classes do not have before any image is mapped. */
function requireScore(
  { reader }: Explainer,
  { score }: Pick<StudyConfig, 'score'>,
  sides: readonly Side[],
): void {
  reader.score(score)
  if (typeof score === 'object' && sides.some(({ side, classes }) => classes[side] === score.against)) {
    throw new InputError(
      'MARGIN_CLASS',
      `margin against class ${score.against}, whose own images are mapped: it would be 0 on all of them`,
    )
  }
}

async function inTurn<T, U>(items: readonly T[], make: (item: T) => Promise<U>): Promise<U[]> {
  const made: U[] = []
  for (const item of items) made.push(await make(item))
  return made
}

/** Maps a sample some images at a time, going on from what is kept. @returns float32 [n, H, W] */
async function mapSample(
  explainer: Explainer,
  sample: ClassSample,
  { window, stride, score, baseline }: Pick<StudyConfig, 'window' | 'stride' | 'score' | 'baseline'>,
  { origin, cells }: { readonly origin: Provenance; readonly cells: CellStore | undefined },
  { signal, onProgress }: Task,
): Promise<Float32Array> {
  const n = sample.indices.length
  const [height, width] = explainer.inputShape
  const maps = new Float32Array(n * height * width)
  let kept = 0
  const report = (done: number, underWay = 0) => {
    const detail = { kept, underWay }
    onProgress?.({ stage: `maps of ${sample.name}`, done, total: n, unit: 'images', detail })
  }
  for (let from = 0; from < n; from += AT_ONCE) {
    signal?.throwIfAborted()
    const chunk = sliceOf(sample, from, Math.min(from + AT_ONCE, n))
    const options = { window, stride, score, baseline, target: [...chunk.labels] }
    const count = chunk.indices.length
    const dependsOn = {
      maps: version,
      engine: [origin.engine.name, origin.engine.variant],
      model: origin.model.sha256,
      outputs: origin.outputs?.kind,
      data: origin.data.sha256,
      indices: [...chunk.indices],
      options: { ...options, baseline: baselineKey(baseline) },
    }
    const own = maps.subarray(from * height * width, (from + count) * height * width)
    kept += count
    await keptOrComputed(cells, dependsOn, own, async (values) => {
      kept -= count
      const explained = await explainer.explain(chunk.images, options, {
        signal,
        nameOf: (i) => `image ${chunk.indices[i]} of ${origin.data.name}`,
        // A chunk's last image is reported once the chunk is kept.
        onProgress: ({ done, detail }) => done < count && report(from + done, detail?.underWay),
      })
      const { data } = explained.maps
      // Maps that keep their channels are averaged over them.
      if (data.length === values.length) values.set(data)
      else meanOverChannels(data, values)
    })
    report(from + count)
  }
  return maps
}

/** Where a result came from, and what ran. */
export function provenanceOf(
  { model, ...origin }: StudyDependencies['provenance'],
  { seed }: Pick<StudyConfig, 'seed'>,
  data: Dataset,
  explainer: Explainer,
): Provenance {
  return {
    umbra: version,
    ...origin,
    seed,
    data: { name: data.name, sha256: data.sha256 },
    model: { ...model, ...(model.training && { testAccuracy: model.training.test.accuracy }) },
    outputs: { count: explainer.reader.outputs, ...explainer.reader.head },
    engine: explainer.engine,
    versions: origin.versions ?? {},
  }
}
