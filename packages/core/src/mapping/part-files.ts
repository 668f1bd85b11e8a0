import { allFinite } from '../all-finite.js'
import { MOST_CLASSES } from '../dataset/dataset.js'
import { sha256 } from '../dataset/sha256.js'
import { InputError } from '../errors.js'
import type { NamedBytes } from '../formats/keras/model-files.js'
import { parseJson } from '../json/index.js'
import * as z from '../json/zod.js'
import { isSealedJson, sealedJson } from '../seal.js'
import type { CascadePart } from './cascade-part.js'
import { pairsConfigSchema, studyConfigSchema } from './config.js'
import { type MappedPart, type PartConfig, slicesOf } from './part.js'
import { type Provenance, provenanceSchema } from './provenance.js'

const count = z.int().check(z.minimum(0))

const partSchema = z.object({
  schema: z.literal('umbra.part/5'),
  shard: z.object({ index: z.int().check(z.minimum(1)), of: z.int().check(z.minimum(1)) }),
  config: z.union([z.strictObject(pairsConfigSchema.shape), z.strictObject(studyConfigSchema.shape)]),
  counts: z.array(count.check(z.minimum(1))).check(z.minLength(1), z.maxLength(MOST_CLASSES)),
  names: z.optional(z.array(z.string())),
  /** [H, W, C] */
  imageShape: z.tuple([
    z.int().check(z.minimum(1)),
    z.int().check(z.minimum(1)),
    z.int().check(z.minimum(1)),
  ]),
  classes: z
    .array(
      z.object({
        place: count,
        from: count,
        class: z.union([count, z.literal('rest')]),
        name: z.string(),
        excluded: count,
        withoutInk: z._default(count, 0),
        indices: z.array(count.check(z.maximum(2 ** 32 - 1))).check(z.minLength(1)),
        labels: z.array(count.check(z.maximum(MOST_CLASSES - 1))),
        predicted: z.array(count.check(z.maximum(MOST_CLASSES - 1))),
        /** Null where the model gives no probabilities. */
        probability: z.array(z.nullable(z.number())),
      }),
    )
    .check(z.minLength(1)),
  untrained: z.optional(
    z.union([
      z.object({ notComputed: z.string() }),
      z.object({
        draws: count.check(z.minimum(1)),
        layers: z.array(z.object({ name: z.string(), drawn: z.enum(['initialised', 'permuted']) })),
        notFinite: z.array(count),
        /** Of each class of the part, how many numbers part.bin holds. */
        lengths: z.array(count),
      }),
    ]),
  ),
  /** Nothing is computed from it: it is as it was written, which the seal vouches for. Its mean maps are in part.bin, two for each step and two more. */
  cascade: z.optional(z.looseObject({ steps: z.array(z.looseObject({})).check(z.maxLength(64)) })),
  provenance: provenanceSchema,
  timings: z.record(z.string(), z.number()),
  /** Of part.bin. */
  sha256: z.string(),
  /** Of the document itself. */
  seal: z.string(),
})

type Header = z.output<typeof partSchema>

/**
 * A part's files: part.json, and part.bin with all maps and then all images as float32 little-endian, then what untrained networks
 * make of them as float64, and the cascade's mean maps as float32. Every bit of both is under a hash: part.json holds its own and that of part.bin.
 */
export async function partFiles({
  classes,
  untrained,
  cascade,
  ...part
}: MappedPart): Promise<[json: NamedBytes, binary: NamedBytes]> {
  const sensitivities = untrained && 'draws' in untrained ? untrained.sensitivities : []
  const { meanMaps, ...similarities } = cascade ?? {}
  const binary = binaryOf(classes, [...sensitivities, ...(meanMaps ? [meanMaps] : [])])
  const [, ...imageShape] = classes[0]!.sample.images.shape
  const header = {
    schema: 'umbra.part/5',
    ...part,
    ...(untrained && { untrained: headerOfUntrained(untrained) }),
    ...(cascade && { cascade: similarities }),
    imageShape,
    classes: classes.map(({ place, from, sample }) => ({
      place,
      from,
      class: sample.class,
      name: sample.name,
      excluded: sample.excluded,
      withoutInk: sample.withoutInk,
      indices: [...sample.indices],
      labels: [...sample.labels],
      predicted: [...sample.predicted],
      probability: [...sample.probability],
    })),
    sha256: await sha256(binary),
  }
  return [
    { name: 'part.json', bytes: await sealedJson(header) },
    { name: 'part.bin', bytes: binary },
  ]
}

function headerOfUntrained(untrained: NonNullable<MappedPart['untrained']>) {
  if ('notComputed' in untrained) return untrained
  const { sensitivities, ...told } = untrained
  return { ...told, lengths: sensitivities.map(({ length }) => length) }
}

function binaryOf(
  classes: MappedPart['classes'],
  controls: readonly (Float32Array | Float64Array)[],
): Uint8Array {
  const arrays: readonly (Float32Array | Float64Array)[] = [
    ...classes.map(({ maps }) => maps),
    ...classes.map(({ sample }) => sample.images.data),
    ...controls,
  ]
  const binary = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of arrays) {
    binary.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return binary
}

/**
 * Reads a part's two files.
 *
 * @param name - what to call the part in an error
 * @throws InputError PART_FORMAT if they are not, to the last bit, what `partFiles` wrote
 */
export async function parsePart(json: Uint8Array, binary: Uint8Array, name: string): Promise<MappedPart> {
  if (!(await isSealedJson(json))) {
    throw new InputError('PART_FORMAT', `${name}: part.json is damaged, or of another version of Umbra`)
  }
  const header = headerOf(json, name)
  requireRuns(header, name)
  if ((await sha256(binary)) !== header.sha256) {
    throw new InputError('PART_FORMAT', `${name}: part.bin is damaged, or belongs to another part.json`)
  }
  return partOf(header, binary, name)
}

function partOf(header: Header, binary: Uint8Array, name: string): MappedPart {
  const { imageShape, classes, untrained, cascade, schema: _, sha256: __, seal: ___, ...rest } = header
  const [height, width, channels] = imageShape
  const pixels = height * width
  const images = classes.reduce((sum, { indices }) => sum + indices.length, 0)
  const lengths = untrained && 'lengths' in untrained ? untrained.lengths : []
  const single = 4 * images * pixels * (1 + channels)
  const double = 8 * lengths.reduce((sum, length) => sum + length, 0)
  const expected = single + double + (cascade ? 4 * (1 + cascade.steps.length) * 2 * pixels : 0)
  if (binary.byteLength !== expected) {
    throw new InputError(
      'PART_FORMAT',
      `${name}: part.bin holds ${binary.byteLength} bytes, expected ${expected}`,
    )
  }
  const values = new Float32Array(binary.slice(0, single).buffer)
  const doubles = new Float64Array(binary.slice(single, single + double).buffer)
  const meanMaps = new Float32Array(binary.slice(single + double).buffer)
  if (!allFinite(values)) {
    throw new InputError('PART_FORMAT', `${name}: part.bin holds values that are no finite numbers`)
  }
  const take = cursor(values)
  const maps = classes.map(({ indices }) => take(indices.length * pixels))
  return {
    ...rest,
    ...(untrained && { untrained: untrainedOf(untrained, doubles) }),
    ...(cascade && { cascade: { ...cascade, meanMaps } as unknown as CascadePart }),
    provenance: rest.provenance as unknown as Provenance,
    classes: classes.map((one, i) => ({
      place: one.place,
      from: one.from,
      maps: maps[i]!,
      sample: {
        class: one.class,
        name: one.name,
        excluded: one.excluded,
        withoutInk: one.withoutInk,
        indices: Uint32Array.from(one.indices),
        labels: Uint16Array.from(one.labels),
        predicted: Uint16Array.from(one.predicted),
        probability: Float64Array.from(one.probability, (share) => share ?? Number.NaN),
        images: {
          data: take(one.indices.length * pixels * channels),
          shape: [one.indices.length, height, width, channels] as const,
        },
      },
    })),
  }
}

function untrainedOf(
  header: NonNullable<Header['untrained']>,
  doubles: Float64Array,
): NonNullable<MappedPart['untrained']> {
  if ('notComputed' in header) return header
  const { lengths, ...told } = header
  const take = cursor(doubles)
  return { ...told, sensitivities: lengths.map((length) => take(length)) }
}

/** Whether a part is one of a study of two classes; else it is one of all pairs. */
export function isStudyConfig(config: PartConfig): config is Extract<PartConfig, { classes: unknown }> {
  return 'classes' in config
}

function headerOf(json: Uint8Array, name: string): Header {
  const document = parseJson(json, `${name}: part.json`, 'PART_FORMAT')
  try {
    const header = partSchema.parse(document)
    // As it was written, for a merged result is to be the same byte for byte.
    const { provenance, cascade } = document as Header
    return { ...header, provenance, ...(cascade && { cascade }) }
  } catch (cause) {
    throw new InputError('PART_FORMAT', `${name}: part.json is not a part of this version`, { cause })
  }
}

/** The classes must hold the very run of images that the shard's number stands for. */
function requireRuns({ shard, classes, counts, config, untrained }: Header, name: string): void {
  if (untrained && 'lengths' in untrained) requireLengths(untrained, classes, name)
  const slices = slicesOf(shard, counts)
  const isAsked = config.images === 'all' || counts.every((n) => n === config.images)
  const inOrder = classes.every(({ place, from, indices, ...columns }, i) => {
    const slice = slices[i]
    const whole = Object.values(columns).every((c) => !Array.isArray(c) || c.length === indices.length)
    return whole && slice?.place === place && slice.from === from && slice.to === from + indices.length
  })
  if (!isAsked || !inOrder || classes.length !== slices.length) {
    throw new InputError('PART_FORMAT', `${name}: part.json does not hold the images of its shard in order`)
  }
}

/** Of every image and draw there are as many numbers, the same in every class. */
function requireLengths(
  { draws, notFinite, lengths }: { draws: number; notFinite: number[]; lengths: number[] },
  classes: Header['classes'],
  name: string,
): void {
  const widths = classes.map(({ indices }, c) => (lengths[c] ?? 0) / (draws * indices.length))
  const alike = widths.every((width) => Number.isInteger(width) && width > 1 && width === widths[0])
  if (lengths.length !== classes.length || !alike || notFinite.some((draw) => draw >= draws)) {
    throw new InputError(
      'PART_FORMAT',
      `${name}: part.json does not say what untrained networks gave for its images`,
    )
  }
}

function cursor<A extends Float32Array | Float64Array>(values: A): (length: number) => A {
  let at = 0
  return (length) => {
    at += length
    return values.subarray(at - length, at) as A
  }
}
