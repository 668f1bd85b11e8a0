import { sha256 } from '../dataset/sha256.js'
import { version } from '../version.js'

/**
 * A piece of a long job that any process may compute, at any time and as often as it likes: everything its values depend on,
 * as JSON. Of models and data it holds the hashes, of images their places in the data.
 */
export interface Unit {
  /** What is computed: `maps`, `sums`, `untrained`, `mean maps`, `faithfulness`, `explanation`, `rise map`, `measures of maps`. */
  readonly unit: string
  /** The version of Umbra, whose bits they are. */
  readonly version: string
  /** The engine's name and kernel build. */
  readonly engine: readonly [name: string, variant: string]
  /** SHA-256 of the trained network. */
  readonly model: string
  /** What its outputs say about classes. */
  readonly outputs: string | undefined
  /** SHA-256 of the data. */
  readonly data: { readonly images: string; readonly labels: string }
  /** SHA-256 of the images that its baseline draws, where they are others than those of `data`. */
  readonly drawnFrom?: string
  /** [n] places in the data, of each image the class it is mapped for in `targets`. */
  readonly indices: readonly number[]
  readonly targets: readonly number[]
}

/** What units of one job share: what they are of, and what computes them. */
export type UnitOrigin = Omit<Unit, 'unit' | 'indices' | 'targets'>

/** What all units have in common that an engine computes of one model and some data. @param outputs - what the model's say about classes */
export function unitOrigin(
  { name, variant }: { readonly name: string; readonly variant: string },
  outputs: string | undefined,
  { model, data }: Pick<UnitOrigin, 'model' | 'data'>,
): UnitOrigin {
  return { version, engine: [name, variant], model, outputs, data }
}

/** What a unit comes to. */
export type UnitValues = Float32Array | Float64Array

/** The key of a unit: SHA-256 of what it depends on, in hexadecimal. */
export function unitKey(unit: Unit): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(unit)))
}

/** A unit in words: `sums of 64 images from 128 on`. */
export function unitName({ unit, indices, model }: Unit): string {
  const images =
    indices.length === 1 ? `image ${indices[0]}` : `${indices.length} images from ${indices[0]} on`
  return `${unit} of ${images}, model ${model.slice(0, 8)}`
}
