import { NetworkError } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'

/** What `read` gives; a network that does not fit together is the caller's input. @throws InputError with a code of `NetworkError` */
export function refusedAsInput<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof NetworkError) throw new InputError(error.code, error.detail, { cause: error })
    throw error
  }
}
