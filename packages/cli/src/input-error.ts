/**
 * An error of the caller's making, of the same shape as core's `InputError` (`name`, `code`, a message that starts with
 * it), so that `main.ts` treats both alike without loading core.
 */
export function inputError(code: string, detail: string, cause?: unknown): Error & { readonly code: string } {
  const error = new Error(`${code}: ${detail}`, cause === undefined ? undefined : { cause })
  return Object.assign(error, { name: 'InputError', code })
}
