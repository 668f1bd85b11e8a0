import { formatCount, formatNumber } from '../words/format.js'
import type { Checked, Difference } from './difference.js'

/** What was compared besides what was computed. */
export interface ComparedFiles {
  /** Files that are as they were written, by SHA-256. */
  readonly sealed?: number
  /** Files made again from what was computed, to the same bytes. */
  readonly remade?: number
  /** Results of their own that this one quotes, and that were not computed again. */
  readonly quoted?: readonly string[]
  /** The seed of the images drawn, where not all were computed again. */
  readonly seed?: number
  readonly tolerance?: number
}

/** What a verification says, the same at a terminal and on a page. */
export function verificationSentence(
  { images, of, differences, differing, largest }: Checked,
  { sealed, remade, quoted = [], seed, tolerance = 0 }: ComparedFiles = {},
): string {
  if (differing > 0) {
    const more = differing > 1 ? ` (and ${formatCount(differing - 1)} more)` : ''
    return `Not the same: ${differenceText(differences[0]!)}${more}.`
  }
  const all = images === of
  const share = all
    ? `${of === 1 ? 'the image' : `all ${counted(of, 'image')}`}`
    : `${formatCount(images)} of ${counted(of, 'image')}`
  const drawn = all || seed === undefined ? '' : ` (drawn by seed ${seed})`
  const files = [
    sealed !== undefined && `${counted(sealed, 'file')} as ${sealed === 1 ? 'it was' : 'they were'} written`,
    remade !== undefined && `${counted(remade, 'file')} made again to the same bytes`,
  ].filter(Boolean)
  const computed = [`${share} computed again${drawn}`, ...files].join(', ')
  const taken =
    quoted.length === 0
      ? ''
      : ` ${quoted.join(' and ')} ${quoted.length === 1 ? 'is' : 'are'} quoted as ${quoted.length === 1 ? 'it stands' : 'they stand'}, and not computed again.`
  if (tolerance === 0) return `The same, bit for bit: ${computed}.${taken}`
  const by = largest === 0 ? 'no bit differs' : `the largest difference is ${formatNumber(largest)}`
  return `The same within ${formatNumber(tolerance)} of the largest value, and not said of every bit: ${computed}; ${by}.`
}

/** `maps.npz, the map of image 11 of MNIST test: 12 of 784 values differ, by 1.2 × 10⁻⁷ at most`. */
export function differenceText({ file, where, what }: Difference): string {
  return `${where === undefined ? file : `${file}, ${where}`}: ${what}`
}

function counted(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`
}
