import { type Dataset, selectImages } from '../dataset/index.js'
import type { Spread } from '../units/spread.js'
import type { Task } from '../work/progress.js'
import { completenessOf } from './completeness.js'
import { type ImageOfMethods, type MethodsBench, measuredMaps, ordersOf } from './image-methods.js'
import { type MeasuredMaps, mapMeasuresUnit } from './map-measures-unit.js'
import { methodMapUnit } from './method-map-unit.js'
import { MethodMaps } from './method-maps.js'
import type { Completeness, ShownMaps } from './result.js'

/** Images mapped by every method, and measured. */
export interface MappedMethods extends Pick<MethodMaps, 'methods' | 'leftOut' | 'seconds'> {
  readonly target: readonly number[]
  readonly images: readonly MeasuredMaps[]
  /** Of each image, by method: of those whose maps are to add up. */
  readonly completeness: readonly Readonly<Record<string, Completeness>>[]
  readonly shown: readonly ShownMaps[]
}

/** What images are taken of, and who else may map and measure them. */
export interface MethodsImages {
  readonly data: Dataset
  readonly unlabelled: boolean
  readonly spread?: Spread | undefined
}

/** Images shown in figures: of every class as many. */
const SHOWN = 4

/**
 * Maps images by every method of the configuration and measures the maps, one image after another, so that each method has all threads and
 * its time is its own. What a model's first image cannot be explained by is left out of all, unless it was asked for by name.
 */
export async function mapMethods(
  bench: MethodsBench,
  { data, unlabelled, spread }: MethodsImages,
  indices: readonly number[],
  { signal, onProgress }: Task,
): Promise<MappedMethods> {
  const explained = await explainedImages(bench, data, indices, signal)
  const maps = new MethodMaps(bench)
  if (spread) await handOut(spread, explained, maps, bench)
  const tell = (done: number, underWay: number) =>
    onProgress?.({ stage: 'methods', done, total: indices.length, unit: 'images', detail: { underWay } })
  const images: MeasuredMaps[] = []
  const completeness: MappedMethods['completeness'][number][] = []
  const target: number[] = []
  const shown: ShownMaps[] = []
  const places = shownPlaces(indices, data, bench.config.classes)
  for (const i of indices.keys()) {
    tell(i, 0)
    const image = explained.at(i)
    const asked = maps.methods.length
    const onMapped = (methods: number) => tell(i, methods / (asked + 1))
    const own = await maps.of(image, { isFirst: i === 0, onMapped })
    // Where a map was set aside there is no result: what can be kept is, and nothing is measured of too few maps.
    if (maps.methods.some(({ id }) => !(id in own))) continue
    completeness.push(await completenessOf(maps.methods, own, image, bench))
    const measured = await measuredMaps(own, image, bench)
    if (!measured) continue
    images.push(measured)
    target.push(image.target)
    if (places.has(i)) shown.push(shownMaps(own, image, bench, { data, unlabelled }))
  }
  tell(indices.length, 0)
  const { methods, leftOut, seconds } = maps
  return { methods, leftOut, seconds, target, images, completeness, shown }
}

/** Images, the class each is explained for, and what they are called. */
interface ExplainedImages {
  readonly placed: readonly Pick<ImageOfMethods, 'key' | 'target'>[]
  at(i: number): ImageOfMethods
}

async function explainedImages(
  { subject: { explainer } }: MethodsBench,
  data: Dataset,
  indices: readonly number[],
  signal: AbortSignal | undefined,
): Promise<ExplainedImages> {
  const { reader } = explainer
  const { data: all, shape } = selectImages(data.images, indices)
  const size = all.length / indices.length
  const nameOf = (i: number) => `image ${indices[i]} of ${data.name}`
  const outputs = await explainer.predict({ data: all, shape }, { signal, nameOf })
  const placed = indices.map((key, i) => ({ key, target: reader.predicted(outputs, i * reader.outputs) }))
  return {
    placed,
    at: (i) => ({ data: all.slice(i * size, (i + 1) * size), ...placed[i]!, name: nameOf(i) }),
  }
}

/** Has all maps made by others, and then measured: what is measured together hangs on what the first image is not left out of. */
async function handOut(
  spread: Spread,
  { placed, at }: ExplainedImages,
  maps: MethodMaps,
  bench: MethodsBench,
): Promise<void> {
  const units = placed.flatMap((image) => maps.methods.map((method) => methodMapUnit(method, image, bench)))
  const { signal } = bench.keeping
  await spread(units, { signal }, async () => {
    await maps.of(at(0), { isFirst: true })
    const ids = maps.methods.map(({ id }) => id)
    return placed.map((image) => mapMeasuresUnit(ids, image, bench))
  })
}

function shownMaps(
  maps: Readonly<Record<string, Float32Array>>,
  image: ImageOfMethods,
  bench: MethodsBench,
  { data: { labels, classNames }, unlabelled }: MethodsImages,
): ShownMaps {
  const { height, width, channels } = bench.subject
  const { key, data } = image
  return {
    name: unlabelled ? `picture ${key + 1}` : `image ${key}, ${classNames[labels[key]!] ?? labels[key]}`,
    image: { data, shape: [height, width, channels] },
    maps: ordersOf(maps, image, bench),
  }
}

/** The first images, of each class compared as many. */
function shownPlaces(
  indices: readonly number[],
  { labels }: Dataset,
  classes: readonly number[] | undefined,
): Set<number> {
  const groups = classes
    ? classes.map((label) => [...indices.keys()].filter((i) => labels[indices[i]!] === label))
    : [[...indices.keys()]]
  const each = Math.max(1, Math.floor(SHOWN / groups.length))
  return new Set(groups.flatMap((group) => group.slice(0, each)).slice(0, SHOWN))
}
