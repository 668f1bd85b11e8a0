import type { OptionTexts } from './options/option-field.js'
import { type ImageSource, occlusion, source, study, training, trainingImages } from './state.js'

/** The drawing's file, as the page saves it and the command reads it. */
export const DIGIT_FILE = 'digit.png'

/** The command that makes the map on show. */
export function explainCommand(): string {
  return ['umbra explain', subject(source.value), ...flags(occlusion.value)].join(' ')
}

/** The command that does the study on show. @param model - what the command line calls it */
export function studyCommand(model: string): string {
  return [`umbra study --model ${model}`, ...flags(study.value)].join(' ')
}

/** The command that trains the model; it has no option for fewer images. */
export function trainCommand(): string | undefined {
  if (trainingImages.value !== 60_000) return undefined
  return ['umbra train --out my-model', ...flags(training.value)].join(' ')
}

function subject(from: ImageSource): string {
  if (from.kind === 'sample') return `--index ${from.index}`
  return from.kind === 'file' ? quoted(from.name) : DIGIT_FILE
}

function flags(texts: OptionTexts): string[] {
  return Object.entries(texts).map(([key, text]) => `--${kebab(key)} ${quoted(text)}`)
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
