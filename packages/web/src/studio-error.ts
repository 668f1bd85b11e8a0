/** An error the page shows: its code is that of the library where it came from there. */
export class StudioError extends Error {
  override readonly name = 'StudioError'
  readonly code: string

  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.code = code
  }
}

/** Whether an error is a cancellation, of which a person need not be told. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
