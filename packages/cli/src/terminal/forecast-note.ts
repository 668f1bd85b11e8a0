import type { Explainer, LabelledImages } from '@umbra/core/explain'
import { formatCount, formatDuration } from '@umbra/core/words'
import type { Terminal } from './terminal.js'

/** Seconds that a map may take without a word before. */
const LONG = 10
/** Fewer windows are over soon, or are what a person asked for. */
const FEW = 16

/**
 * Says how long maps will take where every window costs a pass through the whole model, by the time of one, and which windows would take
 * seconds.
 *
 * @param windows - of an image
 */
export async function noteForecast(
  explainer: Explainer,
  images: readonly { readonly images: LabelledImages }[],
  windows: number,
  terminal: Pick<Terminal, 'note' | 'quiet'>,
): Promise<void> {
  if (explainer.engine.name !== 'batched' || windows <= FEW || terminal.quiet) return
  const started = performance.now()
  await explainer.predict(images[0]!.images)
  const pass = (performance.now() - started) / 1000
  const note = forecastText({ pass, windows, images: images.length }, explainer.inputShape)
  if (note) terminal.note(note)
}

/** Exported for its test. @param pass - seconds of one image */
export function forecastText(
  { pass, windows, images }: { readonly pass: number; readonly windows: number; readonly images: number },
  [height, width]: readonly [height: number, width: number, ...rest: number[]],
): string | undefined {
  const whole = pass * windows * images
  if (whole < LONG) return undefined
  const along = Math.min(8, Math.max(2, Math.floor(Math.sqrt(LONG / (pass * images)))))
  const sides = [height, width].map((side) => Math.ceil(side / along)).join(',')
  const count = `${formatCount(windows)} windows${images === 1 ? '' : ` of ${formatCount(images)} images`}`
  const fewer = formatDuration(along * along * pass * images)
  return `${count}, a pass of ${formatDuration(pass)} each: about ${formatDuration(whole)}; --window ${sides} --stride ${sides} takes some ${fewer}`
}
