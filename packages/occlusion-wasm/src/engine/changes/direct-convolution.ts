import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import { FeatureMap, padded, slideFields } from '../memory/feature-map.js'
import { ENTRY_BYTES } from '../memory/records.js'
import { identitySliding, placeSliding, type SlidingSpec } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import { settling, settlingOf } from './settling.js'
import { noScratch, type Stage } from './stage.js'

/** Filters that are multiplied at once: `FILTERS` of assembly/changes/direct-convolution.ts. */
const FILTERS = 48
/** Inputs whose products are added up at a time: `DEPTH` there. */
const DEPTH = 96
/** Bytes of outputs that are computed together, and how many of them there may be. */
const CHUNK_BYTES = 256 << 10
const [FEWEST_ROWS, MOST_ROWS] = [32, 256]

/**
 * A convolution by values that are not zero, each output's products added up at once, with the nonlinearity after it, if there is one.
 */
export function directConvolutionStage(
  workspace: Workspace,
  input: FeatureMap,
  { kernel, bias }: Pick<Conv2d, 'kernel' | 'bias'>,
  by: SlidingSpec,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena, constants } = workspace
  const filters = bias.length
  const fields = slideFields(input.fields, by)
  const output = new FeatureMap(arena, ...by.outputs, filters, fields)
  const raw = isLinear(nonlinearity) ? output : new FeatureMap(arena, ...by.outputs, filters, fields)
  const biases = constants.placeChannels(bias)
  const panels = Math.ceil(padded(filters) / FILTERS)
  const taps = by.size[0] * by.size[1]
  const weights = constants.place(panels * taps * input.stride * FILTERS, (to) =>
    packRows(to, kernel, { taps, inputs: input.channels, stride: input.stride, filters }),
  )
  const sliding = placeSliding(arena, by)
  const identity = placeSliding(arena, identitySliding(...by.outputs))
  const chunk = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(CHUNK_BYTES / (output.stride * 4))))
  const all = workspace.wholeValues(input)
  const allRaw = workspace.wholeMap(raw, raw.base)
  const { kind, a, b, c } = nonlinearity
  const convolve = (from: number, to: number, before: number, step: number, mode: number) => {
    const { entries, counts } = workspace.scratch
    return kernels.convolveDirectly(
      ...([from, to, sliding, entries, counts, weights, chunk, workspace.shuffles] as const),
      ...([before, step, mode, kind, a, b, c] as const),
    )
  }
  return {
    output,
    scratch: () => ({ ...noScratch, entries: chunk * DEPTH * ENTRY_BYTES, counts: (chunk + FILTERS) * 4 }),
    base() {
      convolve(all, allRaw.record, biases, 0, settling.values)
      if (isLinear(nonlinearity)) return
      const size = output.cells * output.stride
      arena.floats(output.base, size).set(arena.floats(raw.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows, boxes }) {
      kernels.slidePatches(input.record, output.record, sliding, identity, windows)
      workspace.listChanges(output, boxes, windows)
      const mode = settlingOf(nonlinearity)
      workspace.multiplyAdds += convolve(input.record, output.record, raw.base, raw.stride, mode)
      kernels.prune(output.record, windows)
    },
  }
}

/** Whether no two outputs of a convolution share products. @param own - whether each window has changes of its own */
export function sharesNone(
  { kernelSize, groups = 1 }: Pick<Conv2d, 'kernelSize' | 'groups'>,
  own: boolean,
): boolean {
  return groups === 1 && (own || (kernelSize[0] === 1 && kernelSize[1] === 1))
}

interface RowSizes {
  readonly taps: number
  readonly inputs: number
  /** Inputs with padding. */
  readonly stride: number
  readonly filters: number
}

/** Writes a kernel [taps, inputs, filters] as [panels, taps, stride, FILTERS]. @param packed - of zeros, which padding stays */
function packRows(
  packed: Float32Array,
  kernel: Float32Array,
  { taps, inputs, stride, filters }: RowSizes,
): void {
  let panel = 0
  for (let first = 0; first < filters; first += FILTERS) {
    const count = Math.min(FILTERS, filters - first)
    for (let tap = 0; tap < taps; tap++, panel += stride * FILTERS) {
      for (let i = 0; i < inputs; i++) {
        const from = (tap * inputs + i) * filters + first
        packed.set(kernel.subarray(from, from + count), panel + i * FILTERS)
      }
    }
  }
}
