import { InputError } from '../errors.js'

/** A model that its own runtime holds: images in, any value of its graph out. */
export interface RunningGraph {
  /** What runs it, for the report: `onnxruntime-web 1.30.0 wasm`. */
  readonly runtime: string
  /** How many images go through it at once: any number, or exactly that many, of which some may be left open. */
  readonly batch: number | 'any'
  /**
   * @param images - float32 [n, H, W, C], as the model takes them; no more than `batch`
   * @param outputs - names of values
   * @throws InputError RUNTIME_FAILED, MODEL_OUTPUT
   */
  run(images: Float32Array, n: number, outputs: readonly string[]): Promise<readonly GraphValue[]>
  /** Checks, where another way to its values is known, that they agree. @throws InputError LAYER_COMPUTED_WRONG */
  verify?(): Promise<void>
  /** Frees memory. */
  dispose(): void
}

/** A tensor that a graph gives. */
export interface GraphValue {
  readonly dims: readonly number[]
  readonly data: Float32Array
}

/** Runs a runtime's own code. @throws InputError RUNTIME_FAILED, with the first line of what it says */
export async function runtimeCall<T>(runtime: string, call: () => Promise<T> | T): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    const [what] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    throw new InputError('RUNTIME_FAILED', `${runtime} does not run this model: ${what}`, { cause })
  }
}
