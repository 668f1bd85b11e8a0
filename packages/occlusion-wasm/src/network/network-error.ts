/** Why a network cannot be run. Stable: may be tested for. */
export type NetworkErrorCode =
  | 'NETWORK_SHAPE'
  | 'MODEL_TOO_LARGE'
  | 'LAYER_UNKNOWN'
  | 'LAYER_INPUTS'
  | 'LAYER_SETTING'
  | 'SHAPE_MISMATCH'
  | 'WEIGHTS_LENGTH'
  | 'WEIGHTS_NOT_FINITE'
  | 'OUTPUT_HEAD'

/** A network that contradicts itself. The message names the layer, what was expected and what came. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: NetworkErrorCode
  /** The message without its code. */
  readonly detail: string

  /**
   * @param code - stable identifier in capitals
   * @param detail - the layer and field, what was expected and what came
   */
  constructor(code: NetworkErrorCode, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
    this.detail = detail
  }
}
