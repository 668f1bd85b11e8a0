import type { PictureOptions } from '@umbra/core/explain'
import type { PictureChoices } from '../options/shared-options.js'
import { progressOn } from '../terminal/progress.js'
import type { Terminal } from '../terminal/terminal.js'
import type { ReadyModel } from './open-model.js'

/** How pictures become images of a model: its size and classes, and what the person chose. What its own first layer does is noted. */
export function pictureOptionsFor(
  { inputShape, classes, classNames, preprocessing, source }: ReadyModel,
  { invert, centre, fit, background }: Partial<PictureChoices>,
  terminal: Terminal,
): PictureOptions {
  if (preprocessing) terminal.note(`${source} takes each pixel x, 0 … 1, as ${preprocessing}`)
  return { inputShape, classes, classNames, invert, centre, fit, background, ...toldOn(terminal) }
}

/** Tells on a terminal what was done to pictures, what was not read, and to a person watching, how far it is. */
export function toldOn(terminal: Terminal): Pick<PictureOptions, 'note' | 'warn' | 'onProgress'> {
  return {
    note: (text) => terminal.note(text),
    warn: (text) => terminal.warn(text),
    onProgress: terminal.live ? progressOn(terminal) : undefined,
  }
}
