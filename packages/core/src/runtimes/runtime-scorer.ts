import type { OriginalModel } from '../formats/model.js'
import type { ImageScorer } from '../network/image-scorer.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import { graphScorer } from './graph-scorer.js'
import type { LoadPackage } from './onnx-runtime.js'

/** What a runtime is started with. */
export interface RuntimeOptions {
  readonly wasmPaths?: WasmPaths | undefined
  /** Imports packages that may be installed; as they are, unless told. */
  readonly load?: LoadPackage | undefined
}

/**
 * A model on the runtime made for it: pixels as it takes them, without preprocessing, and scores as it gives them, read before
 * a last softmax or sigmoid.
 *
 * @throws InputError RUNTIME_MISSING with the line that installs it, RUNTIME_FAILED, MODEL_INPUT, MODEL_OUTPUT
 */
export async function runtimeScorer(
  original: OriginalModel,
  inputShape: readonly [height: number, width: number, channels: number],
  { wasmPaths, load }: RuntimeOptions = {},
): Promise<ImageScorer> {
  const { output, ending } = original
  return graphScorer(await running(), { inputShape, output, ending })

  async function running() {
    if (original.kind === 'onnx') {
      const { onnxGraph } = await import('./onnx-graph.js')
      return onnxGraph(original, wasmPaths, load)
    }
    const { graphModel } = await import('./graph-model.js')
    return graphModel(
      original,
      inputShape.reduce((product, side) => product * side, 1),
      wasmPaths,
    )
  }
}
