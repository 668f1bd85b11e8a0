import { UmbraError } from '../errors.js'

/** A layer or node, or a setting of one, that a `Network` cannot describe; the model's own runtime may still run it. */
export class UnsupportedLayerError extends UmbraError {
  override readonly name = 'UnsupportedLayerError'
  /** The layer and what of it is not supported, such as `layer "mix", of class Concatenate, is not supported`. */
  readonly reason: string

  constructor(reason: string) {
    super('LAYER_UNSUPPORTED', reason)
    this.reason = reason
  }
}
