import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import { FeatureMap, padded, slideFields } from '../memory/feature-map.js'
import { ENTRY_BYTES } from '../memory/records.js'
import { identitySliding, placeSliding, type SlidingSpec } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import { settling, settlingOf } from './settling.js'
import { noScratch, type Stage } from './stage.js'

/** Filters that are multiplied at once: `FILTERS` of assembly/changes/pointwise-convolution.ts. */
const FILTERS = 48
/** Inputs whose products are added up at a time: `DEPTH` there. */
const DEPTH = 96
/** Bytes of outputs that are computed together, and how many of them there may be. */
const CHUNK_BYTES = 256 << 10
const [FEWEST_ROWS, MOST_ROWS] = [32, 256]

/** A 1×1 convolution by values that are not zero, with the nonlinearity after it, if there is one. */
export function pointwiseConvolutionStage(
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
  const weights = constants.place(panels * input.stride * FILTERS, (to) =>
    packPoints(to, kernel, input.channels, input.stride, filters),
  )
  const sliding = placeSliding(arena, by)
  const identity = placeSliding(arena, identitySliding(...by.outputs))
  const chunk = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(CHUNK_BYTES / (output.stride * 4))))
  const all = workspace.wholeValues(input)
  const allRaw = workspace.wholeMap(raw, raw.base)
  const { kind, a, b, c } = nonlinearity
  const convolve = (from: number, to: number, before: number, step: number, mode: number) => {
    const { entries, counts } = workspace.scratch
    return kernels.convolvePoints(
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

/** Whether every output of a convolution is made of one input, and of all its channels. */
export function isPointwise({ kernelSize, groups = 1 }: Pick<Conv2d, 'kernelSize' | 'groups'>): boolean {
  return kernelSize[0] === 1 && kernelSize[1] === 1 && groups === 1
}

/** Writes a kernel [inputs, filters] as [panels, stride, FILTERS]. @param packed - of zeros, which padding stays */
function packPoints(
  packed: Float32Array,
  kernel: Float32Array,
  inputs: number,
  stride: number,
  filters: number,
): void {
  for (let first = 0, panel = 0; first < filters; first += FILTERS, panel += stride * FILTERS) {
    const count = Math.min(FILTERS, filters - first)
    for (let i = 0; i < inputs; i++) {
      const from = i * filters + first
      packed.set(kernel.subarray(from, from + count), panel + i * FILTERS)
    }
  }
}
