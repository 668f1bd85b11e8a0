import { InputError } from '../../errors.js'

/** A file that is not what ONNX says one is. */
export function malformed(where: string, what: string): InputError {
  return new InputError('MODEL_ONNX', `${where}: ${what}`)
}
