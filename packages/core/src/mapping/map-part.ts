import { baselineOfData, baselineOrigin, withBaseline } from '../attribution/baseline-of-data.js'
import type { Explainer } from '../attribution/explainer.js'
import { requiredWindows } from '../attribution/required-windows.js'
import type { Dataset } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { Random } from '../random.js'
import { fillInTurn, type Standing } from '../units/fill-in-turn.js'
import { imagesAtOnce, runsOf } from '../units/images-at-once.js'
import type { Unit } from '../units/unit.js'
import { version } from '../version.js'
import type { Task } from '../work/progress.js'
import type { Stopwatch } from '../work/stopwatch.js'
import type { StudyConfig } from './config.js'
import type { PartDependencies, StudyDependencies } from './dependencies.js'
import { type Covering, computeMaps, coveringOf, type MapsUnit, unitOf } from './maps-unit.js'
import { type MappedPart, type PartConfig, type PartOfClass, type Shard, slicesOf } from './part.js'
import type { Provenance } from './provenance.js'
import { type ClassSample, classNameOf, type Side, sampleClass, sliceOf } from './sample-classes.js'

export interface MapPartJob<C extends PartConfig> {
  readonly config: C
  /** The classes to be mapped in all parts together. */
  readonly sides: readonly Side[]
  readonly shard: Shard
  /** Units that the part needs besides its maps, told before any is computed. */
  readonly besides?: (drawn: DrawnPart<C>) => Promise<readonly Unit[]>
}

/** The images of a part as its seed draws them, before any is mapped. */
export type DrawnPart<C extends PartConfig = PartConfig> = Pick<
  MappedPart<C>,
  'config' | 'shard' | 'counts' | 'names' | 'provenance'
> & { readonly classes: readonly Omit<PartOfClass, 'maps'>[] }

/** Images of a unit at the most: enough to keep any pool of threads busy. */
export const AT_ONCE = 32

/** A part with the units that its maps are made of, of each class. */
interface PlannedPart<C extends PartConfig> {
  readonly drawn: DrawnPart<C>
  readonly units: readonly (readonly MapsUnit[])[]
  /** The study's, its images drawn. */
  readonly baseline: StudyConfig['baseline']
}

/**
 * Draws the images of a study as its seed says, and maps those of one part, each for its own class.
 *
 * @throws InputError SHARD_INVALID, CLASS_UNKNOWN, SAMPLE_TOO_LARGE, SCORE_UNDEFINED, MARGIN_CLASS, and what the explainer
 *   throws
 */
export async function mapPart<C extends PartConfig>(
  explainer: Explainer,
  job: MapPartJob<C>,
  dependencies: Omit<PartDependencies, 'model'>,
  watch: Stopwatch,
  task: Task,
): Promise<MappedPart<C>> {
  const { spread } = dependencies
  const { drawn, units, baseline } = await planPart(explainer, job, dependencies, task)
  watch.lap('sampling')
  await spread?.([...units.flat(), ...((await job.besides?.(drawn)) ?? [])], { signal: task.signal })
  const classes: PartOfClass[] = []
  for (const [i, one] of drawn.classes.entries()) {
    const maps = await mapSample(explainer, one.sample, { units: units[i]!, baseline }, dependencies, task)
    classes.push({ ...one, maps })
  }
  watch.lap('maps')
  return { ...drawn, classes, timings: watch.seconds }
}

/** All units of a part, those besides its maps among them. @throws InputError as `mapPart` */
export async function unitsOfPart<C extends PartConfig>(
  explainer: Explainer,
  job: MapPartJob<C>,
  dependencies: Omit<PartDependencies, 'model'>,
  task: Task,
): Promise<Unit[]> {
  const { drawn, units } = await planPart(explainer, job, dependencies, task)
  return [...units.flat(), ...((await job.besides?.(drawn)) ?? [])]
}

async function planPart<C extends PartConfig>(
  explainer: Explainer,
  { config, sides, shard }: MapPartJob<C>,
  { data, provenance }: Omit<PartDependencies, 'model'>,
  task: Task,
): Promise<PlannedPart<C>> {
  requireRelabellings(config)
  requiredWindows(explainer.inputShape, config)
  requireScore(explainer, config, sides)
  const random = new Random(config.seed).split('sampling')
  const { images } = config
  const draw = (side: Side) => sampleClass(explainer, data, side, config, random, task)
  // How many all are, only drawing tells.
  const all = images === 'all' ? await inTurn(sides, draw) : undefined
  const counts = images === 'all' ? all!.map(({ indices }) => indices.length) : sides.map(() => images)
  const classes = await inTurn(slicesOf(shard, counts), async ({ place, from, to }) => {
    const sample = sliceOf(all?.[place] ?? (await draw(sides[place]!)), from, to)
    return { place, from, sample }
  })
  const baseline = await baselineOfData(config.baseline, data)
  const origin = provenanceOf(provenance, { seed: config.seed, baseline }, data, explainer)
  const covering = { ...config, baseline }
  const units = classes.map((drawn) => mapsUnits(drawn, covering, origin, explainer.inputShape))
  const names = sides.map(({ side, classes: pair }) => classNameOf(pair[side], data))
  return { drawn: { config, shard, counts, names, classes, provenance: origin }, units, baseline }
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

/** A sample's maps, some images at a time. */
function mapsUnits(
  { from: before, sample: { indices, labels } }: DrawnPart['classes'][number],
  covering: Covering,
  origin: Provenance,
  inputShape: Explainer['inputShape'],
): MapsUnit[] {
  return runsOf(indices.length, imagesOfUnit(inputShape, covering), before).map(([from, to]) => ({
    unit: 'maps',
    ...unitOf(origin, { indices: indices.subarray(from, to), labels: labels.subarray(from, to) }),
    options: coveringOf(covering),
  }))
}

/** How many images a unit of maps has. */
export function imagesOfUnit(inputShape: Explainer['inputShape'], covering: Covering): number {
  return imagesAtOnce(requiredWindows(inputShape, covering).windows.length / 6, inputShape, AT_ONCE)
}

/** Goes through a sample's units, computing what is not kept. @returns float32 [n, H, W] */
async function mapSample(
  explainer: Explainer,
  sample: ClassSample,
  { units, baseline }: { readonly units: readonly MapsUnit[]; readonly baseline: StudyConfig['baseline'] },
  { data, cells, aside }: Pick<PartDependencies, 'data' | 'cells' | 'aside'>,
  { signal, onProgress }: Task,
): Promise<Float32Array> {
  const n = sample.indices.length
  const [height, width] = explainer.inputShape
  const maps = new Float32Array(n * height * width)
  const report = ({ done, kept }: Standing, underWay = 0) => {
    const detail = { kept, underWay }
    onProgress?.({ stage: `maps of ${sample.name}`, done, total: n, unit: 'images', detail })
  }
  const compute = (unit: MapsUnit, { done: from, kept }: Standing) => {
    const { indices } = unit
    const { images } = sliceOf(sample, from, from + indices.length)
    return computeMaps(explainer, images, withBaseline(unit, baseline), {
      signal,
      nameOf: (i) => `image ${indices[i]} of ${data.name}`,
      // A unit's last image is reported once the unit is kept.
      onProgress: ({ done, detail }) =>
        done < indices.length && report({ done: from + done, kept }, detail?.underWay),
    })
  }
  for await (const standing of fillInTurn(units, maps, { cells, aside, signal }, compute)) report(standing)
  return maps
}

/** Where a result came from, and what ran. @param choices - the baseline told of its data */
export function provenanceOf(
  { model, ...origin }: StudyDependencies['provenance'],
  { seed, baseline }: Pick<StudyConfig, 'seed' | 'baseline'>,
  data: Dataset,
  explainer: Explainer,
): Provenance {
  const taken = baselineOrigin(baseline)
  return {
    umbra: version,
    ...origin,
    seed,
    data: { name: data.name, sha256: data.sha256 },
    model: { ...model, ...(model.training && { testAccuracy: model.training.test.accuracy }) },
    outputs: { count: explainer.reader.outputs, ...explainer.reader.head },
    engine: explainer.engine,
    versions: origin.versions ?? {},
    ...(taken && { baseline: taken }),
  }
}
