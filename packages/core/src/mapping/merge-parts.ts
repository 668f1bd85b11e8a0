import { concatenated } from '../arrays/concatenated.js'
import { collectParts, type Named, summed } from './collect-parts.js'
import { type MappedPart, type PartConfig, type PartOfClass, WHOLE } from './part.js'
import type { ClassSample } from './sample-classes.js'

/** A part of a study, or of a comparison of all pairs. */
export type NamedPart<C extends PartConfig = PartConfig> = Named<MappedPart<C>>

/**
 * Joins all parts of a study, given in any order, into what one run would have mapped. Seconds are added up.
 *
 * @throws InputError PARTS_NONE, PARTS_DIFFER (of another study, model, data, version or number of parts),
 *   PARTS_REPEATED, PARTS_MISSING
 */
export function mergeParts<C extends PartConfig>(parts: readonly NamedPart<C>[]): MappedPart<C> {
  const ordered = collectParts(parts, sharedBy)
  const pieces = ordered.flatMap(({ part }) => part.classes)
  const { config, counts } = ordered[0]!.part
  const classes = counts.map((_, place) => joined(pieces.filter((piece) => piece.place === place)))
  const { untrained, cascade } = controlsOf(ordered.map(({ part }) => part))
  return {
    shard: WHOLE,
    config,
    counts,
    classes,
    ...(untrained && { untrained }),
    ...(cascade && { cascade }),
    provenance: ordered[0]!.part.provenance,
    timings: summed(ordered.map(({ part }) => part.timings)),
  }
}

/** What parts of one study agree in, by the name a person knows it by. */
function sharedBy(part: MappedPart): Record<string, unknown> {
  const { shard, config, counts, names, untrained, provenance } = part
  const { umbra, data, model, engine, versions } = provenance
  return {
    'number of parts': shard.of,
    ...config,
    'images of the classes': counts,
    'names of the classes': names,
    'untrained networks':
      untrained && ('notComputed' in untrained ? untrained : [untrained.draws, untrained.layers]),
    model: model.sha256,
    'image data': data.sha256.images,
    'label data': data.sha256.labels,
    'version of Umbra': umbra,
    engine: `${engine.name}, ${engine.variant}`,
    'version of Node': versions.node,
  }
}

/** What untrained networks make of all images, draw by draw; and the cascade, which the first part has. */
function controlsOf(parts: readonly MappedPart[]): Pick<MappedPart, 'untrained' | 'cascade'> {
  const [first] = parts
  const { cascade } = first!
  const found = parts.flatMap(({ untrained }) => (untrained && 'draws' in untrained ? [untrained] : []))
  if (found.length < parts.length) {
    return { ...(first!.untrained && { untrained: first!.untrained }), ...(cascade && { cascade }) }
  }
  const { draws, layers } = found[0]!
  const places = [...new Set(parts.flatMap(({ classes }) => classes.map(({ place }) => place)))]
  const sensitivities = places.map((place) => {
    const own = parts.flatMap(({ classes }, p) =>
      classes.flatMap((one, c) => (one.place === place ? [found[p]!.sensitivities[c]!] : [])),
    )
    return concatenated(
      Float64Array,
      Array.from({ length: draws }, (_, draw) => draw).flatMap((draw) =>
        own.map((all) => all.subarray((draw * all.length) / draws, ((draw + 1) * all.length) / draws)),
      ),
    )
  })
  const notFinite = [...new Set(found.flatMap((one) => one.notFinite))].sort((a, b) => a - b)
  return { untrained: { draws, layers, notFinite, sensitivities }, ...(cascade && { cascade }) }
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
