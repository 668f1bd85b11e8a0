import { shortened } from './printable.js'

/**
 * An error Umbra expects and explains: what was wrong, where, and what would be right.
 * `code` is stable and may be tested for; the message starts with it.
 */
export class UmbraError extends Error {
  override readonly name: string = 'UmbraError'
  readonly code: string

  /**
   * @param code - stable identifier in capitals, such as `STRIDE_EXCEEDS_WINDOW`
   * @param detail - the field, what was expected and what came, such as `stride 9 is larger than the window, 7`
   */
  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(`${code}: ${shortened(detail)}`, options)
    this.code = code
  }
}

/** The caller's input is wrong (a file, an option, an array). The command line exits with 2 on it. */
export class InputError extends UmbraError {
  override readonly name = 'InputError'
}
