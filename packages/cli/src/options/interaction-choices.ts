import { interactionsOptionsSchema } from '@umbra/core/options'
import { chosen } from './schema-options.js'

/** What `--interactions` is asked with, but for the target: superpixels are none of it where regions are given. */
export function interactionChoices(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { segments, segmentation, target: _, ...rest } = chosen(interactionsOptionsSchema, given)
  return rest.regions === undefined ? { ...rest, segments, segmentation } : rest
}
