import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { FeatureMap } from '../memory/feature-map.js'
import { packKernel, placePanels } from '../memory/panels.js'
import { placeSliding, type SlidingSpec } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import { settling, settlingOf } from './settling.js'
import { noScratch } from './stage.js'

/** Bytes of inputs and outputs that are computed together: they stay in the second nearest cache. */
const CHUNK_BYTES = 512 << 10
/** At least as many rows: the weights pass by once for all of them. */
const FEWEST_ROWS = 192

/** A convolution, or what is one: which inputs it reads, its weights, and what follows. */
export interface TiledSite {
  readonly workspace: Workspace
  readonly input: FeatureMap
  /** The sums, before the nonlinearity; the very output if it is linear. */
  readonly raw: FeatureMap
  readonly output: FeatureMap
  readonly by: SlidingSpec
  /** [taps, inputs / groups, filters]. */
  readonly kernel: Float32Array
  /** Which of the kernel's rows [filters] each input of each tap is multiplied by; its own unless told. */
  readonly rows?: () => Int32Array
  readonly bias: Float32Array
  readonly groups: number
  readonly nonlinearity: Nonlinearity
}

/** Products of whole rows by register tiles. */
export interface TiledProducts {
  /** Bytes of scratch `terms`. */
  readonly terms: number
  /** Computes the output of the uncovered image. */
  base(): void
  /** Computes the changes listed in the output. */
  score(): void
}

/** Lays out in memory what a convolution is computed from, by products of whole rows of inputs. */
export function tiledProducts(site: TiledSite): TiledProducts {
  const { workspace, input, raw, output, by, kernel, rows, groups, nonlinearity } = site
  const { kernels, arena, constants } = workspace
  const taps = by.size[0] * by.size[1]
  const filters = site.bias.length
  const bias = constants.placeChannels(site.bias)
  const zeros = constants.place(input.stride, () => {})
  const sliding = placeSliding(arena, by)
  const shape = { taps, inputs: input.channels, filters, groups }
  const panels = placePanels(workspace, shape, packKernel(kernel, shape, rows))
  const chunk = Math.max(FEWEST_ROWS, 12 * Math.floor(CHUNK_BYTES / (48 * (input.stride + output.stride))))
  const all = workspace.wholeValues(input)
  const allRaw = workspace.wholeMap(raw, raw.base)
  const { kind, a, b, c } = nonlinearity
  const convolve = (from: number, to: number, before: number, step: number, mode: number) =>
    kernels.convolveChanges(
      ...([from, to, sliding, panels.address, panels.count, workspace.scratch.terms, zeros, chunk] as const),
      ...([before, step, mode, kind, a, b, c] as const),
    )
  return {
    terms: chunk * taps * 4,
    base() {
      convolve(all, allRaw.record, bias, 0, settling.values)
      if (isLinear(nonlinearity)) return
      const size = output.cells * output.stride
      arena.floats(output.base, size).set(arena.floats(raw.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score() {
      const pairs = convolve(input.record, output.record, raw.base, raw.stride, settlingOf(nonlinearity))
      workspace.multiplyAdds += pairs * panels.multiplyAdds
    },
  }
}

/** Scratch for products of whole rows. */
export function tiledScratch({ terms }: TiledProducts) {
  return { ...noScratch, terms }
}
