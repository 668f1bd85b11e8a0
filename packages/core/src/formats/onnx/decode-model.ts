import type { ModelProto } from 'onnx-buf'
import { InputError } from '../../errors.js'

/**
 * The messages of an ONNX file. Bytes of its tensors are views of `bytes`, no copies. The schema and its reader come with the first
 * such file.
 *
 * @throws InputError MODEL_ONNX for what is no ONNX model, or only the beginning of one
 */
export async function decodeModel(bytes: Uint8Array): Promise<ModelProto> {
  const [{ fromBinary }, { ModelProtoSchema }] = await Promise.all([
    import('@bufbuild/protobuf'),
    import('onnx-buf'),
  ])
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false })
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause)
    throw new InputError('MODEL_ONNX', `not a whole ONNX file, it may be cut off: ${what}`, { cause })
  }
}
