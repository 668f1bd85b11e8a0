import type { Network } from '@umbra/occlusion-wasm'
import type { ModelSettingsInput } from '../network/model-settings.js'

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
    }
  | {
      readonly kind: 'graph-model'
      readonly json: object
      readonly weights: ArrayBuffer
      readonly input: string
      readonly output: string
    }

/** What a person asks of a reader. */
export interface ReadOptions {
  /** Which of several outputs gives the class scores. */
  readonly output?: string | undefined
  /** Bytes of a file beside the model's; undefined if there is none. */
  readonly readBeside: (path: string, largest?: number) => Promise<Uint8Array | undefined>
}
