import { readNumber, refuseOption } from '@umbra/core/notation'
import { Option } from 'commander'

const KINDS = ['baseline', 'windows', 'networks', 'sensitivity'] as const

/** What `--uncertainty` and `--multi-scale` choose, and what maps are made with. */
export interface UncertaintyChoices {
  readonly uncertainty?: readonly (typeof KINDS)[number][]
  readonly multiScale?: readonly number[]
  readonly engine: 'auto' | 'incremental' | 'batched'
  readonly threads: number | 'auto'
}

export function uncertaintyOptions(): Option[] {
  return [
    new Option(
      '--uncertainty <KIND,…>',
      `how far the map hangs on what was drawn or chosen: ${KINDS.join(', ')}; standard errors over draws of the baseline, window sizes, or the networks that come with Umbra, and max-sensitivity`,
    ).argParser(readKinds),
    new Option(
      '--multi-scale <SIZES>',
      'the mean over windows of these sides, such as 2,4,8, per pixel covered, with its standard error',
    ).argParser(readSizes),
  ]
}

function readKinds(text: string): readonly (typeof KINDS)[number][] {
  const names = text.split(',')
  const all = KINDS.filter((kind) => names.includes(kind))
  if (all.length === names.length) return all
  return refuseOption('uncertainty', text, `${KINDS.join(', ')}, each once, with commas between`)
}

function readSizes(text: string): readonly number[] {
  const sizes = text.split(',').map(readNumber)
  const isSide = (size: number) => Number.isInteger(size) && size >= 1
  if (sizes.length >= 2 && sizes.length <= 32 && sizes.every(isSide) && new Set(sizes).size === sizes.length)
    return sizes
  return refuseOption('multi-scale', text, 'two to 32 different sides of windows in pixels, such as 2,4,8')
}

/** The window sizes asked for: those named, else half, once and twice the window's height, as far as the image goes; undefined where none are. */
export function windowSizes(
  { uncertainty, multiScale }: UncertaintyChoices,
  window: number | readonly number[],
  [height, width]: readonly number[],
): readonly number[] | undefined {
  if (multiScale) return multiScale
  if (!uncertainty?.includes('windows')) return undefined
  const most = Math.min(height!, width!)
  const side = Math.min(most, typeof window === 'number' ? window : window[0]!)
  return [...new Set([Math.ceil(side / 2), side, Math.min(most, 2 * side)])]
}
