import { inputRangeNote, type Model } from '@umbra/core/explain'
import type { Terminal } from './terminal.js'

/** Says once if a model's first layer was made for another range of values than its images have. */
export function noteInputRange(
  model: Model,
  images: readonly { readonly data: Float32Array }[],
  terminal: Pick<Terminal, 'warn'>,
): void {
  let largest = 0
  for (const { data } of images) for (const value of data) if (value > largest) largest = value
  const note = inputRangeNote(model, largest)
  if (note) terminal.warn(note)
}
