import { InputError } from '../errors.js'
import { type MappedPart, type PartConfig, type PartOfClass, WHOLE } from './part.js'
import type { ClassSample } from './sample-classes.js'

/** A part, and what to call it in an error: the folder it was read from. */
export interface NamedPart<C extends PartConfig = PartConfig> {
  readonly name: string
  readonly part: MappedPart<C>
}

/**
 * Joins all parts of a study, given in any order, into what one run would have mapped. Seconds are added up.
 *
 * @throws InputError PARTS_NONE, PARTS_DIFFER (of another study, model, data, version or number of parts),
 *   PARTS_REPEATED, PARTS_MISSING
 */
export function mergeParts<C extends PartConfig>(parts: readonly NamedPart<C>[]): MappedPart<C> {
  const [first] = parts
  if (!first) throw new InputError('PARTS_NONE', 'no part was given, expected at least one')
  for (const other of parts.slice(1)) requireSameStudy(first, other)
  const ordered = inOrder(parts)
  const pieces = ordered.flatMap(({ part }) => part.classes)
  const { config, counts } = first.part
  const classes = counts.map((_, place) => joined(pieces.filter((piece) => piece.place === place)))
  return {
    shard: WHOLE,
    config,
    counts,
    classes,
    provenance: ordered[0]!.part.provenance,
    timings: summed(ordered.map(({ part }) => part.timings)),
  }
}

/** What parts of one study agree in, by the name a person knows it by. */
function sharedBy({ shard, config, counts, provenance }: MappedPart): Record<string, unknown> {
  const { umbra, data, model, engine, versions } = provenance
  return {
    'number of parts': shard.of,
    ...config,
    'images of the classes': counts,
    model: model.sha256,
    'image data': data.sha256.images,
    'label data': data.sha256.labels,
    'version of Umbra': umbra,
    engine: `${engine.name}, ${engine.variant}`,
    'version of Node': versions.node,
  }
}

function requireSameStudy(first: NamedPart, other: NamedPart): void {
  const [a, b] = [sharedBy(first.part), sharedBy(other.part)]
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [one, two] = [JSON.stringify(a[key]), JSON.stringify(b[key])]
    if (one === two) continue
    throw new InputError('PARTS_DIFFER', `${key} is ${one} in ${first.name}, but ${two} in ${other.name}`)
  }
}

/** @throws InputError PARTS_REPEATED, PARTS_MISSING */
function inOrder<C extends PartConfig>(parts: readonly NamedPart<C>[]): readonly NamedPart<C>[] {
  const byIndex = new Map<number, NamedPart<C>>()
  for (const named of parts) {
    const { index, of } = named.part.shard
    const twin = byIndex.get(index)
    if (twin) {
      throw new InputError('PARTS_REPEATED', `${twin.name} and ${named.name} are both part ${index}/${of}`)
    }
    byIndex.set(index, named)
  }
  const { of } = parts[0]!.part.shard
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !byIndex.has(index))
  if (missing.length > 0) {
    const shown = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`
    throw new InputError('PARTS_MISSING', `of ${of} parts ${missing.length} are missing: ${shown}`)
  }
  return [...byIndex.values()].sort((a, b) => a.part.shard.index - b.part.shard.index)
}

/** The runs of one class's images, in order. */
function joined(pieces: readonly PartOfClass[]): PartOfClass {
  const samples = pieces.map(({ sample }) => sample)
  const [first] = samples as [ClassSample, ...ClassSample[]]
  const indices = concatenated(
    Uint32Array,
    samples.map((sample) => sample.indices),
  )
  const [, ...shape] = first.images.shape
  return {
    place: pieces[0]!.place,
    from: 0,
    sample: {
      ...first,
      indices,
      images: {
        data: concatenated(
          Float32Array,
          samples.map(({ images }) => images.data),
        ),
        shape: [indices.length, ...shape],
      },
      labels: concatenated(
        Uint16Array,
        samples.map(({ labels }) => labels),
      ),
      predicted: concatenated(
        Uint16Array,
        samples.map(({ predicted }) => predicted),
      ),
      probability: concatenated(
        Float64Array,
        samples.map(({ probability }) => probability),
      ),
    },
    maps: concatenated(
      Float32Array,
      pieces.map(({ maps }) => maps),
    ),
  }
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

function concatenated<A extends Numbers>(make: new (length: number) => A, arrays: readonly A[]): A {
  const all = new make(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}

function summed(timings: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [stage, seconds] of timings.flatMap(Object.entries<number>)) {
    sums[stage] = (sums[stage] ?? 0) + seconds
  }
  return sums
}
