/**
 * A LayersModel of TensorFlow.js, as far as it is used: whoever installs the package without TensorFlow.js can compile against it.
 */
export interface LiveLayersModel {
  readonly layers: readonly object[]
  predict(...inputs: never[]): unknown
  save(...handlers: never[]): Promise<unknown>
}
