import { deserialize, serialize } from 'node:v8'
import { type Dataset, type ImageBatch, InputError, selectImages } from '@umbra/core/explain'
import { type ControlSubject, controlSubject, type StudyDependencies } from '@umbra/core/study'
import { type Materials, placesOfUnits, type Unit } from '@umbra/core/workshop'
import { inputError } from '../input-error.js'
import type { Blobs } from './blobs.js'

/** A model that units name by its hash. */
export interface NamedModel {
  readonly sha256: string
  readonly model: StudyDependencies['model']
}

/** What a run's units are computed from: the hashes of its blobs. */
interface Inventory {
  /** By the SHA-256 of the model, of its network. */
  readonly networks: Readonly<Record<string, string>>
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
 * Hands over the models and images of some units.
 *
 * @returns the hash of the inventory, by which `openMaterials` finds them
 * @throws InputError QUEUE_ENGINE for a model that is no `Network`, QUEUE_TOO_LARGE
 */
export async function sendMaterials(
  units: readonly Unit[],
  { models, data }: { readonly models: readonly NamedModel[]; readonly data: Dataset },
  blobs: Blobs,
): Promise<string> {
  const networks: Record<string, string> = {}
  const needed = new Set(units.map(({ model }) => model))
  for (const { sha256, model } of models.filter((one) => needed.has(one.sha256))) {
    networks[sha256] = await blobs.put(serialize(await networkOfModel(model)))
  }
  const [, ...shape] = data.images.shape
  const size = shape.reduce((product, d) => product * d, 1)
  const atOnce = Math.max(1, Math.floor(BLOCK / (4 * size)))
  const places = placesOfUnits(units)
  const blocks: string[] = []
  for (let from = 0; from < places.length; from += atOnce) {
    const block = selectImages(data.images, Uint32Array.from(places.slice(from, from + atOnce))).data
    blocks.push(await blobs.put(new Uint8Array(block.buffer, block.byteOffset, block.byteLength)))
  }
  const inventory: Inventory = {
    networks,
    shape: shape as unknown as Inventory['shape'],
    places,
    atOnce,
    blocks,
  }
  return blobs.put(new TextEncoder().encode(JSON.stringify(inventory)))
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
  const { networks, shape, places, atOnce, blocks }: Inventory = JSON.parse(
    new TextDecoder().decode(await blobs.get(hash)),
  )
  const placeOf = new Map(places.map((place, i) => [place, i]))
  const subjects = new Map<string, ControlSubject>()
  const held = new Map<number, Float32Array>()
  const size = shape.reduce((product, d) => product * d, 1)
  const block = async (b: number): Promise<Float32Array> => {
    const known = held.get(b)
    if (known) return known
    const bytes = await blobs.get(blocks[b]!)
    // A copy: what the client gives may lie anywhere within a larger buffer.
    const values = new Float32Array(new Uint8Array(bytes).buffer)
    if ((held.size + 1) * BLOCK > HELD) held.delete([...held.keys()][0]!)
    held.set(b, values)
    return values
  }
  return {
    subject: async (model) => {
      const known = subjects.get(model) ?? (deserialize(await blobs.get(networks[model]!)) as ControlSubject)
      // One large network at a time; small ones would not matter.
      if (!subjects.has(model)) subjects.clear()
      subjects.set(model, known)
      return known
    },
    images: async (wanted): Promise<ImageBatch> => {
      const data = new Float32Array(wanted.length * size)
      for (const [i, place] of wanted.entries()) {
        const at = placeOf.get(place)!
        const values = await block(Math.floor(at / atOnce))
        const from = (at % atOnce) * size
        data.set(values.subarray(from, from + size), i * size)
      }
      return { data, shape: [wanted.length, ...shape] }
    },
  }
}
