import { type Dataset, selectImages } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { Task } from '../work/progress.js'
import { chosenMethods } from './chosen-methods.js'
import { completenessOf } from './completeness.js'
import {
  type ImageOfMethods,
  type MeasuredMaps,
  type MethodsBench,
  mapOf,
  measuredMaps,
  withControls,
} from './image-methods.js'
import type { AttributionMethod } from './method.js'
import type { Completeness, MethodsResult, ShownMaps } from './result.js'

/** Images mapped by every method, and measured. */
export interface MappedMethods {
  readonly methods: readonly AttributionMethod[]
  readonly leftOut: MethodsResult['leftOut']
  /** Seconds of each method, and images they were measured on. */
  readonly seconds: ReadonlyMap<string, { readonly sum: number; readonly images: number }>
  readonly target: readonly number[]
  readonly images: readonly MeasuredMaps[]
  /** Of each image, by method: of those whose maps are to add up. */
  readonly completeness: readonly Readonly<Record<string, Completeness>>[]
  readonly shown: readonly ShownMaps[]
}

/** Images shown in figures: of every class as many. */
const SHOWN = 4

/**
 * Maps images by every method of the configuration and measures the maps, one image after another, so that each method has all threads and
 * its time is its own. What a model's first image cannot be explained by is left out of all, unless it was asked for by name.
 */
export async function mapMethods(
  bench: MethodsBench,
  { data, unlabelled }: { readonly data: Dataset; readonly unlabelled: boolean },
  indices: readonly number[],
  { signal, onProgress }: Task,
): Promise<MappedMethods> {
  const { config, subject } = bench
  const { reader } = subject.explainer
  const { data: all, shape } = selectImages(data.images, indices)
  const size = all.length / indices.length
  const named = { signal, nameOf: (i: number) => `image ${indices[i]} of ${data.name}` }
  const outputs = await subject.explainer.predict({ data: all, shape }, named)
  const seconds = new Map<string, { sum: number; images: number }>()
  const clock = (id: string) => (took: number) => {
    const { sum, images } = seconds.get(id) ?? { sum: 0, images: 0 }
    seconds.set(id, { sum: sum + took, images: images + 1 })
  }
  const tell = (done: number, underWay: number) =>
    onProgress?.({ stage: 'methods', done, total: indices.length, unit: 'images', detail: { underWay } })
  const leftOut: { id: string; reason: string }[] = []
  let methods = chosenMethods(config.methods)
  const images: MeasuredMaps[] = []
  const completeness: MappedMethods['completeness'][number][] = []
  const target: number[] = []
  const shown: ShownMaps[] = []
  const places = shownPlaces(indices, data, config.classes)
  for (const [i, key] of indices.entries()) {
    tell(i, 0)
    const image: ImageOfMethods = {
      data: all.slice(i * size, (i + 1) * size),
      ...{ key, target: reader.predicted(outputs, i * reader.outputs), name: named.nameOf(i) },
    }
    const maps: Record<string, Float32Array> = {}
    for (const [m, method] of methods.entries()) {
      try {
        requireNetwork(method, bench)
        const map = await mapOf(method, image, bench, clock(method.id))
        if (map) maps[method.id] = map
      } catch (error) {
        if (i > 0 || config.methods !== 'all' || !(error instanceof InputError)) throw error
        leftOut.push({ id: method.id, reason: error.message })
      }
      tell(i, (m + 1) / (methods.length + 1))
    }
    methods = methods.filter(({ id }) => !leftOut.some((left) => left.id === id))
    // Where a map was set aside there is no result: what can be kept is, and nothing is measured of too few maps.
    if (methods.some(({ id }) => !(id in maps))) continue
    completeness.push(await completenessOf(methods, maps, image, bench))
    const orders = withControls(maps, image, bench)
    const measured = await measuredMaps(orders, image, bench)
    if (!measured) continue
    images.push(measured)
    target.push(image.target)
    if (places.has(i)) {
      const own = [subject.height, subject.width, subject.channels] as const
      const name = unlabelled
        ? `picture ${key + 1}`
        : `image ${key}, ${data.classNames[data.labels[key]!] ?? data.labels[key]}`
      shown.push({ name, image: { data: image.data, shape: own }, maps: orders })
    }
  }
  tell(indices.length, 0)
  return { methods, leftOut, seconds, target, images, completeness, shown }
}

function requireNetwork({ needs, name }: AttributionMethod, { subject }: MethodsBench): void {
  if (needs === 'scores' || subject.network) return
  throw new InputError(
    'METHOD_NEEDS_GRADIENTS',
    `${name} needs gradients, and only a runtime runs this model: expected another method, or a model that the incremental engine runs`,
  )
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
