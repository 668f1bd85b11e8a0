import type { ModelSettings } from '../../network/model-settings.js'

/** One weight tensor's name, shape and type, in the order of the weight bytes (tfjs `io.WeightsManifestEntry`). */
export interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: string
  /** What its values are stored as, where that is smaller than `dtype`. */
  readonly quantization?: Quantization | undefined
}

/** `float16`; or `uint8` or `uint16`, where q stands for q · scale + min. */
export interface Quantization {
  readonly dtype: 'uint8' | 'uint16' | 'float16'
  readonly scale?: number
  readonly min?: number
  /** As tfjs's converter notes it; nothing reads it. */
  readonly original_dtype?: string
}

/** How a model came to be: everything needed to make it again. Stored in model.json as `userDefinedMetadata.umbra`. */
export interface ModelProvenance {
  readonly schema: 'umbra.model/1'
  /** The command line or call that trains this model again. */
  readonly command: string
  /** The training configuration, as resolved (see `training/config.ts`). */
  readonly config: Readonly<Record<string, unknown>>
  readonly data: {
    readonly name: string
    readonly sha256: { readonly images: string; readonly labels: string }
  }
  readonly history: readonly EpochRecord[]
  /** On the whole test split, after the last epoch. */
  readonly test: { readonly accuracy: number; readonly loss: number; readonly n: number }
  readonly versions: Readonly<Record<string, string>>
  readonly engine: Readonly<Record<string, unknown>>
  /** Whether the weights were rounded to half precision once trained, and measured so. */
  readonly weights?: 'float16'
  readonly seconds: number
}

/** One epoch of training: mean loss and accuracy over its batches. */
export interface EpochRecord {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly seconds: number
}

/**
 * A trained network as data: what a saved tfjs LayersModel holds, and what a live one yields. Structurally a
 * `tf.io.ModelArtifacts`, so it passes to and from TensorFlow.js without conversion, yet needs none of it.
 */
export interface ModelArtifacts {
  readonly modelTopology: object
  readonly weightSpecs: readonly WeightSpec[]
  /**
   * Little-endian, tensors one after the other in the order of `weightSpecs`: float32, as `loadModel` always gives it, or what
   * their `quantization` says.
   */
  readonly weightData: ArrayBuffer
  readonly userDefinedMetadata?: { readonly umbra?: ModelProvenance } & Readonly<Record<string, unknown>>
  /** How its images are prepared, which its layers do not do, and what its classes are called. What runs the model applies it. */
  readonly settings?: ModelSettings
  /** What the file was taken for, where `loadModel` read one, for a person: `TensorFlow.js LayersModel`. */
  readonly format?: string
  /** What was assumed in reading it, a line each, and how to change it. */
  readonly notes?: readonly string[]
}
