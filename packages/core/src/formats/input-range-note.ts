import { rangeNote } from '../network/range-note.js'
import { beginningOf } from './keras/input-range.js'
import { isNetworkModel, type Model } from './model.js'

/**
 * What is odd about the range of values a model is given, where its first layer tells which it was made for; one line that says
 * what to change, or undefined.
 *
 * @param largest - of the images' values, as they come, before the model's settings
 */
export function inputRangeNote(model: Model, largest = 1): string | undefined {
  const beginning = isNetworkModel(model) ? model.beginning : beginningOf(model)
  return beginning && rangeNote(beginning, model.settings ?? {}, largest)
}
