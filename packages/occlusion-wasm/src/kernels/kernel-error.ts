/** A kernel cannot run as asked: an array of the wrong length, a window outside the image, an instruction set not there. */
export class KernelError extends Error {
  override readonly name = 'KernelError'
  readonly code: string
  /** The message without the code. */
  readonly detail: string

  /**
   * @param code - stable identifier in capitals, such as `VARIANT_UNAVAILABLE`
   * @param detail - the field, what was expected and what came
   */
  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options)
    this.code = code
    this.detail = detail
  }
}
