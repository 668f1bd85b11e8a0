import { formatNumber } from '@umbra/core/words'
import type { Explained } from '../output/explained-image.js'
import type { Terminal } from '../terminal/terminal.js'

/** Neighbouring values of float32 lie at most 2⁻²³ of them apart, and a score is a sum of many. */
const RESOLVED = 4 * 2 ** -23

/** Says of a map that it is 0, or no more than rounding: then it tells nothing of what the model looks at. */
export function noteNoise(
  { name, document, fullMap }: Pick<Explained, 'name' | 'document' | 'fullMap'>,
  terminal: Pick<Terminal, 'warn'>,
): void {
  const largest = fullMap.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const { scores, probabilities } = document.prediction
  const score = Math.max(...scores.map(Math.abs))
  // A probability p moves by p·(1 − p) of what its logit does.
  const p = document.score === 'probability' ? (probabilities?.[document.target] ?? 1) : undefined
  if (largest > RESOLVED * score * (p === undefined ? 1 : p * (1 - p))) return
  terminal.warn(
    largest === 0
      ? `${name}: no window changes the score, and the map is 0 everywhere`
      : `${name}: the map’s largest value, ${formatNumber(largest)}, is below what floats resolve of scores of ${formatNumber(score)}: it is rounding, and means nothing`,
  )
}
