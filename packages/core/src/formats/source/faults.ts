import { InputError } from '../../errors.js'
import { FileTooLarge } from '../read-file/limited.js'

/** What is said of a model's own file that cannot be read: `MODEL_TOO_LARGE` or `MODEL_NOT_FOUND`. */
export function unreadable(path: string, cause: Error): InputError {
  const code = cause instanceof FileTooLarge ? 'MODEL_TOO_LARGE' : 'MODEL_NOT_FOUND'
  return new InputError(code, `${path} cannot be read: ${cause.message}`, { cause })
}

/** Where there is no file beside a model, none is; one that is there and cannot be read is not passed over. */
export function missing(path: string): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof InputError || error instanceof FileTooLarge) throw error
    if (isMissing(error)) return undefined
    const { message } = error as Error
    throw new InputError('FILE_UNREADABLE', `${path} cannot be read: ${message}`, { cause: error })
  }
}

/** Whether an error of reading says that there is nothing to read. */
export function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return code === 'ENOENT' || code === 'ENOTDIR'
}
