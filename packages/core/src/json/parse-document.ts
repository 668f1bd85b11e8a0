import { InputError } from '../errors.js'
import { parseJson } from './parse-json.js'
import type * as z from './zod.js'

/**
 * Reads a result written before, as it was written, with what it says besides.
 *
 * @param schema - as much of it as is needed
 * @param format - what it calls itself, such as `umbra.benchmark/1`
 * @param name - what to call it in an error
 * @throws InputError of the code given, naming the first field that is not as it should be
 */
export function parseDocument<T>(
  json: Uint8Array,
  schema: z.ZodMiniType,
  { format, name, code }: { readonly format: string; readonly name: string; readonly code: string },
): T {
  const document = parseJson(json, name, code)
  const { success, error } = schema.safeParse(document)
  if (success) return document as T
  const { path, message } = error.issues[0]!
  const where = path.length > 0 ? `, ${path.join('.')}` : ''
  throw new InputError(code, `${name} is no ${format} document${where}: ${message}`)
}
