import type { OptionTexts } from './option-field.js'

/** An option that was refused, what was said of it, and the options in whose place it stands. */
export interface Refusal {
  readonly key: string
  readonly error: Error
  /** What the map on show was made with; without one, what was asked for less the option at fault. */
  readonly instead: OptionTexts
  /** The map still on show, in words. */
  readonly onShow: string | undefined
}

/** As much of a map as says how it was made. */
export interface MadeMap {
  readonly options: OptionTexts
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly baselineName: string
}

/**
 * Which option an error is about.
 *
 * @param texts - as they were asked for
 * @param shown - the map on show
 * @returns undefined where the error is about none of them, and says so by itself
 */
export function refusalOf(
  error: Error | undefined,
  texts: OptionTexts,
  shown: MadeMap | undefined,
): Refusal | undefined {
  const key = error && keyOf(error, texts)
  if (key === undefined) return undefined
  const { [key]: _, ...others } = texts
  return { key, error: error!, instead: shown?.options ?? others, onShow: shown && mapText(shown) }
}

function mapText({ options, window, stride, baselineName }: MadeMap): string {
  return `window ${window.join('×')}, stride ${stride.join('×')}, baseline ${baselineName}, ${options.score ?? 'logit'}`
}

/** By the name that the message begins with, or by the code's first word. */
function keyOf(error: Error, texts: OptionTexts): string | undefined {
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string') return undefined
  const named =
    code === 'OPTION_INVALID' ? [/^[a-zA-Z]*/.exec(error.message)![0]] : OF_CODE[code.split('_')[0]!]
  return named?.find((key) => key in texts)
}

/** Of several, one that somebody changed: the others are at their defaults. */
const OF_CODE: Readonly<Record<string, readonly string[]>> = {
  WINDOW: ['window'],
  WINDOWS: ['stride', 'window'],
  STRIDE: ['stride', 'window'],
  BASELINE: ['baseline'],
  SCORE: ['score'],
  MARGIN: ['score'],
  TARGET: ['target'],
}
