import { globalRegistry, type ZodMiniType } from './json/zod.js'

/** What a schema says of itself, in words for a help text or a control; nothing where it says nothing. */
export function descriptionOf(schema: ZodMiniType): string {
  return globalRegistry.get(schema)?.description ?? ''
}
