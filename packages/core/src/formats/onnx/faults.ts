import { InputError, UmbraError } from '../../errors.js'

/** A node, or a setting of one, that a `Network` cannot say; ONNX Runtime may still run the model. */
export class UnsupportedNode extends UmbraError {
  override readonly name = 'UnsupportedNode'
  /** The node and what of it is not supported: `Attention "encoder.0"`. */
  readonly reason: string

  constructor(reason: string) {
    super('LAYER_UNSUPPORTED', reason)
    this.reason = reason
  }
}

/** A file that is not what ONNX says one is. */
export function malformed(where: string, what: string, options?: ErrorOptions): InputError {
  return new InputError('MODEL_ONNX', `${where}: ${what}`, options)
}
