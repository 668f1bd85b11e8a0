import { deserialize, serialize } from 'node:v8'
import { type ImageBatch, InputError, selectImages } from '@umbra/core/explain'
import {
  type CellStore,
  type ControlSubject,
  controlSubject,
  type StudyDependencies,
} from '@umbra/core/study'
import { type Materials, placesOfUnits, type Unit, unitKey, unitsBeneath } from '@umbra/core/workshop'
import { inputError } from '../input-error.js'
import type { Blobs } from './blobs.js'

/** A model that units name by its hash. */
export interface NamedModel {
  readonly sha256: string
  readonly model: StudyDependencies['model']
}

/** Models and images that units name by hash, and what others are computed from. */
export interface MaterialSource {
  readonly models: readonly NamedModel[]
  /** float32 [N, H, W, C] @param sha256 - of the images of some data */
  images(sha256: string): ImageBatch
  /** Keeps the values of a unit. */
  cells(unit: Unit): CellStore
}

/** What a run's units are computed from: the hashes of its blobs. */
interface Inventory {
  /** By the SHA-256 of the model, of its network. */
  readonly networks: Readonly<Record<string, string>>
  /** By the SHA-256 of the images of some data, those that are needed. */
  readonly data: Readonly<Record<string, ImageBlocks>>
  /** By the keys of units that others are computed from, their values. */
  readonly kept: Readonly<Record<string, string>>
}

interface ImageBlocks {
  /** [H, W, C] */
  readonly shape: readonly [number, number, number]
  /** The images there are, by their places in the data, in blocks of so many. */
  readonly places: readonly number[]
  readonly atOnce: number
  readonly blocks: readonly string[]
}

/** Bytes of images that travel together. */
const BLOCK = 4 * 1024 * 1024

/**
 * Hands over the models and images of some units, and the values of those that they are computed from.
 *
 * @returns the hash of the inventory, by which `openMaterials` finds them
 * @throws InputError QUEUE_ENGINE for a model that is no `Network`, QUEUE_TOO_LARGE
 */
export async function sendMaterials(
  units: readonly Unit[],
  source: MaterialSource,
  blobs: Blobs,
): Promise<string> {
  const { models, images } = source
  const networks: Record<string, string> = {}
  const needed = new Set(units.map(({ model }) => model))
  for (const { sha256, model } of models.filter((one) => needed.has(one.sha256))) {
    networks[sha256] = await blobs.put(serialize(await networkOfModel(model)))
  }
  const data: Record<string, ImageBlocks> = {}
  for (const [sha256, places] of placesOfUnits(units)) {
    data[sha256] = await sendImages(images(sha256), places, blobs)
  }
  const inventory: Inventory = { networks, data, kept: await sendKept(units, source, blobs) }
  return blobs.put(new TextEncoder().encode(JSON.stringify(inventory)))
}

/** Values that are not kept are left out: whoever needs them computes them once more. */
async function sendKept(
  units: readonly Unit[],
  { cells }: MaterialSource,
  blobs: Blobs,
): Promise<Inventory['kept']> {
  const kept: Record<string, string> = {}
  for (const unit of units.flatMap(unitsBeneath)) {
    const key = await unitKey(unit)
    const cell = await cells(unit).read(key)
    if (cell) kept[key] = await blobs.put(cell)
  }
  return kept
}

async function sendImages(images: ImageBatch, places: readonly number[], blobs: Blobs): Promise<ImageBlocks> {
  const [, ...shape] = images.shape
  const atOnce = Math.max(1, Math.floor(BLOCK / (4 * sizeOf(shape))))
  const blocks: string[] = []
  for (let from = 0; from < places.length; from += atOnce) {
    const block = selectImages(images, Uint32Array.from(places.slice(from, from + atOnce))).data
    blocks.push(await blobs.put(new Uint8Array(block.buffer, block.byteOffset, block.byteLength)))
  }
  return { shape: shape as unknown as ImageBlocks['shape'], places, atOnce, blocks }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, d) => product * d, 1)
}

async function networkOfModel(model: NamedModel['model']): Promise<ControlSubject> {
  try {
    return await controlSubject(model)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    const only = 'a queue takes models that the incremental engine runs'
    throw inputError('QUEUE_ENGINE', `${only}: ${cause.message.replace(/^\w+: /, '')}`, cause)
  }
}

/** Bytes of images a worker holds. */
const HELD = 512 * 1024 * 1024

/** Finds the models and images of an inventory, each fetched once and held while there is room. */
export async function openMaterials(hash: string, blobs: Blobs): Promise<Materials> {
  const { networks, data, kept }: Inventory = JSON.parse(new TextDecoder().decode(await blobs.get(hash)))
  const subjects = new Map<string, ControlSubject>()
  const block = heldBlocks(blobs)
  const placesOf = new Map<string, Map<number, number>>()
  return {
    subject: async (model) => {
      const known = subjects.get(model) ?? (deserialize(await blobs.get(networks[model]!)) as ControlSubject)
      // One large network at a time; small ones would not matter.
      if (!subjects.has(model)) subjects.clear()
      subjects.set(model, known)
      return known
    },
    images: async (sha256, wanted): Promise<ImageBatch> => {
      const { shape, places, atOnce, blocks } = data[sha256]!
      const size = sizeOf(shape)
      const placeOf = placesOf.get(sha256) ?? new Map(places.map((place, i) => [place, i]))
      placesOf.set(sha256, placeOf)
      const values = new Float32Array(wanted.length * size)
      for (const [i, place] of wanted.entries()) {
        const at = placeOf.get(place)!
        const from = (at % atOnce) * size
        const held = await block(blocks[Math.floor(at / atOnce)]!)
        values.set(held.subarray(from, from + size), i * size)
      }
      return { data: values, shape: [wanted.length, ...shape] }
    },
    kept: async (key) => (kept[key] === undefined ? undefined : blobs.get(kept[key])),
  }
}

/** Blocks by their hashes, the last ones held. */
function heldBlocks(blobs: Blobs): (hash: string) => Promise<Float32Array> {
  const held = new Map<string, Float32Array>()
  let bytes = 0
  return async (hash) => {
    const known = held.get(hash)
    if (known) return known
    // A copy: what the client gives may lie anywhere within a larger buffer.
    const values = new Float32Array(new Uint8Array(await blobs.get(hash)).buffer)
    for (const [oldest, { byteLength }] of held) {
      if (bytes + values.byteLength <= HELD) break
      held.delete(oldest)
      bytes -= byteLength
    }
    held.set(hash, values)
    bytes += values.byteLength
    return values
  }
}
