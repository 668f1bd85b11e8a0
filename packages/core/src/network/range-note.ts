import type { Preprocessing } from './model-settings.js'

/** Pixels spread over less than this, once a model's first layer has had them, were most likely meant to be 255 times as far apart … */
const NARROW = 0.1
/** … and spread over more than this, to be 0 … 1. */
const WIDE = 40

/** A first layer that does nothing but scale and shift, which tells what range of pixels a model was made for. */
export interface Beginning {
  /** How messages call it: `a Rescaling layer (rescale)`. */
  readonly layer: string
  /** By how much it spreads its input. */
  readonly gain: number
}

/**
 * What is odd about the range of values a model is given, where its first layer tells which it was made for: a Rescaling by 1/255
 * that gets 0 … 1, or one that gets 0 … 255 a second time; one line that says what to change, or undefined.
 *
 * @param settings - what is done to pixels before that layer
 * @param largest - of the images' values, as they come, before the settings
 */
export function rangeNote(
  { layer, gain }: Beginning,
  { scale = 1, std = 1 }: Partial<Preprocessing>,
  largest: number,
): string | undefined {
  // A dark picture is still one of 0 … 1.
  const given = (Math.max(1, largest) * Math.abs(scale)) / [std].flat()[0]!
  const spread = given * gain
  const kind = `the model begins with ${layer}`
  const range = `0 … ${Number(given.toPrecision(3))}`
  if (spread < NARROW) {
    return `${kind} made for pixels of 0 … 255 and is given ${range}: --scale 255, or "scale": 255 in umbra.json, gives it those`
  }
  if (spread > WIDE && given > 1) {
    return `${kind} made for pixels of 0 … 1 and is given ${range}: ${scale === 1 ? '--scale 0.00392156862745098 (1/255)' : 'leave scale out to'} give it those`
  }
  return undefined
}
