import type { Signal } from '@preact/signals'
import type { OptionTexts } from './option-field.js'

/** Has a class explained. @param text - its index, or `predicted`, which is what nothing chosen means */
export function chooseTarget(options: Signal<OptionTexts>, text: string): void {
  const { target: _, ...others } = options.value
  options.value = text === 'predicted' ? others : { ...others, target: text }
}
