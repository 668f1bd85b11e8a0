import type { Network } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelSettings, ModelSettingsInput } from '../network/model-settings.js'
import type { Beginning } from '../network/range-note.js'
import type { ModelArtifacts } from './keras/artifacts.js'
import type { AskedSize } from './open-size.js'

/**
 * A model as `loadModel` gives it: the artifacts of a LayersModel, which TensorFlow.js can run and train too, or what was read of
 * any other format. Plain data, which survives structured cloning.
 */
export type Model = ModelArtifacts | NetworkModel

/** A model of any format but a LayersModel's. */
export interface NetworkModel {
  /** What the file was taken for, for a person: `ONNX, opset 17, written by pytorch 2.1.0`. */
  readonly format: string
  /** [H, W, C] of one image. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  /**
   * The network behind its preprocessing, which is its first layer, and under the head stated: it takes pixels of 0 … 1.
   * Undefined where the model has an operation that no `Network` can say.
   */
  readonly network?: Network | undefined
  /** Where there is no network, what it cannot say, with the node's name. */
  readonly unsupported?: string | undefined
  /** How its images are prepared and what its classes are called. `network` has it in it; `original` has not. */
  readonly settings: ModelSettings
  /** What was assumed, a line each, and how to change it. */
  readonly notes: readonly string[]
  /** What its own first layer tells of the range of pixels it was made for. */
  readonly beginning?: Beginning | undefined
  /** The model as the runtime made for it takes it: for what `network` cannot say, and for `engine: 'batched'`. */
  readonly original?: OriginalModel | undefined
}

/** Whether a model is of another format than a LayersModel's. */
export function isNetworkModel(model: object): model is NetworkModel {
  return 'format' in model && 'notes' in model && 'inputShape' in model && !('modelTopology' in model)
}

/** A LayersModel's artifacts, for what is done with no other. @throws InputError MODEL_FORMAT */
export function requireArtifacts(model: Model): ModelArtifacts {
  if (!isNetworkModel(model)) return model
  throw new InputError('MODEL_FORMAT', `expected a LayersModel, got ${model.format}`)
}

/** What the reader of a format that holds a LayersModel gives of a file: `.h5`, `.keras`, Teachable Machine's. */
export interface ReadArtifacts {
  /** What the file was taken for, for a person. */
  readonly format: string
  readonly artifacts: ModelArtifacts
  /** Preprocessing and class names that the file tells of. What a sidecar or a person says goes before. */
  readonly told: ModelSettingsInput
  /** What was assumed, a line each, and how to change it. */
  readonly notes: readonly string[]
}

/** What the reader of a format gives of a file, in one step: a folder below `formats/` for each. */
export interface ReadModel {
  /** What the file was taken for, for a person: `ONNX, opset 17, written by pytorch 2.1.0`. */
  readonly format: string
  /** [H, W, C] of one image, whatever the order of axes in the file. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  /** The network, in channels-last order; undefined where it has an operation that no `Network` can say. */
  readonly network: Network | undefined
  /** Where there is no network, what it cannot say, with the node's name: `Attention "encoder.0" …`. */
  readonly unsupported?: string
  /** Whether outputs are probabilities that cannot be read before: then nobody can state another head. */
  readonly probabilities?: boolean
  /** Preprocessing and class names that the file tells of. What a sidecar or a person says goes before. */
  readonly told: ModelSettingsInput
  /** What was assumed, a line each, and how to change it. */
  readonly notes: readonly string[]
  /** The model as the runtime made for it takes it, for what `network` cannot say. */
  readonly original?: OriginalModel
}

/** A model that its own runtime runs whole, on covered copies in batches. */
export type OriginalModel =
  | {
      readonly kind: 'onnx'
      readonly bytes: Uint8Array
      /** Files with weights beside it, by the path it calls them. */
      readonly external: ReadonlyMap<string, Uint8Array>
      readonly input: string
      readonly output: string
      /** Order of the input's axes, and whether there is one for the batch. */
      readonly axes: 'NCHW' | 'NHWC' | 'CHW' | 'HWC' | 'NHW' | 'flat'
      /** Sizes of these axes; undefined for a batch of any size. */
      readonly sizes: readonly (number | undefined)[]
      /** Of the input's numbers. */
      readonly type: 'float32' | 'float64' | 'float16' | 'bfloat16' | 'uint8'
      /** Names of all outputs that the file lists. */
      readonly outputs: readonly string[]
      readonly ending?: GraphEnding | undefined
    }
  | {
      readonly kind: 'graph-model'
      readonly json: object
      readonly weights: ArrayBuffer
      readonly input: string
      readonly output: string
      /** Sizes of the input's axes; undefined for a batch of any size. */
      readonly sizes: readonly (number | undefined)[]
      /** Whether these are [N, C, H, W], else [N, H, W, C]. */
      readonly channelsFirst: boolean
      readonly ending?: GraphEnding | undefined
    }

/** What the end of a graph tells of its output, as far as operations alone tell it. */
export interface GraphEnding {
  /** What is last: `mixed` is made of probabilities that cannot be read before. */
  readonly operation: 'softmax' | 'logSoftmax' | 'sigmoid' | 'argMax' | 'mixed'
  /** The value that it is of. */
  readonly before?: string
  /** In words, as an output head's. */
  readonly reason: string
}

/** What a person asks of a reader. */
export interface ReadOptions {
  /** Which of several outputs gives the class scores. */
  readonly output?: string | undefined
  /** Height and width of images, where the model leaves them open. */
  readonly inputSize?: AskedSize
  /** Bytes of a file beside the model's; undefined if there is none. */
  readonly readBeside: (path: string, largest?: number) => Promise<Uint8Array | undefined>
}
