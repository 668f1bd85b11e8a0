import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2dTranspose } from '../../network/operations/conv2d-transpose.js'
import type { Pair } from '../../network/shape.js'
import { FeatureMap, padded } from '../memory/feature-map.js'
import { ENTRY_BYTES } from '../memory/records.js'
import { placeSliding } from '../memory/sliding.js'
import { packFilters } from '../memory/weights.js'
import type { Workspace } from '../memory/workspace.js'
import { gathering, gatheringOf } from './gathering.js'
import { type Axis, placeAxis, resampledField } from './resampling.js'
import { slicedProducts } from './sliced-products.js'
import type { Stage } from './stage.js'

/** Filters whose products are in hand at a time. */
const FILTERS_AT_ONCE = 16

/**
 * A transposed convolution, with the nonlinearity after it, if there is one. Changes are multiplied by the filters as for a
 * convolution; which products add up to an output is another list.
 *
 * @param outputs - rows and columns
 */
export function transposedConvolutionStage(
  workspace: Workspace,
  input: FeatureMap,
  layer: Conv2dTranspose,
  outputs: Pair,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena } = workspace
  const { kernel, bias, groups = 1, kernelSize, strides, dilation, padding } = layer
  const filters = bias.length
  const taps = kernelSize[0] * kernelSize[1]
  const linear = isLinear(nonlinearity)
  const mode = gatheringOf(nonlinearity, false)
  const [down, across] = [
    readAxis(layer, 0, input.height, outputs[0]),
    readAxis(layer, 1, input.width, outputs[1]),
  ]
  const fields = [
    resampledField(input.fields[0], down, workspace.height),
    resampledField(input.fields[1], across, workspace.width),
  ] as const
  const output = new FeatureMap(arena, ...outputs, filters, fields)
  /** The sums; the very output if nothing follows. */
  const raw = linear ? output : new FeatureMap(arena, ...outputs, filters, fields)
  const size = output.cells * output.stride
  const [rows, columns] = [placeAxis(arena, down, input.height), placeAxis(arena, across, input.width)]
  const [top, , left] = padding
  const by = placeSliding(arena, { size: kernelSize, strides, dilations: dilation, top, left, outputs })
  const products = slicedProducts({
    ...{ workspace, input, raw, output, bias, taps, atOnce: FILTERS_AT_ONCE, groups },
    gather: { step: raw.stride, outputs: 1, mode },
    rows: ({ inputs }) => inputs * taps,
    pack(to, slices) {
      for (const slice of slices) packFilters(to, kernel, taps, input.channels, filters, slice, groups)
    },
    listTerms: (from, to, n) => kernels.listSpreadTerms(workspace.scratch.terms, from, to, by, n),
    multiply(from, weights, n) {
      const { products, entries, counts } = workspace.scratch
      return kernels.spreadAll(products, from, entries, counts, weights, taps, n)
    },
  })

  return {
    output,
    scratch(limits) {
      const changes = Math.max(input.mostChanges(limits), input.cells)
      return {
        entries: changes * input.stride * ENTRY_BYTES,
        counts: changes * 4,
        order: 0,
        products: changes * taps * Math.min(FILTERS_AT_ONCE, padded(filters)) * 4,
        terms: Math.max(output.mostChanges(limits), raw.cells) * (taps + 2) * 4,
      }
    },
    base() {
      products.base()
      if (linear) return
      arena.floats(output.base, size).set(arena.floats(raw.base, size))
      workspace.activate(output.base, size, nonlinearity)
    },
    score({ windows, boxes }) {
      kernels.resamplePatches(input.record, output.record, rows, columns, windows)
      workspace.listChanges(output, boxes, windows)
      products.score()
      if (mode === gathering.raw) workspace.finish(output, nonlinearity, true)
      kernels.prune(output.record, windows)
    },
  }
}

/** Between which two inputs lie those that each output reads, along an axis; where it reads none, the two that it lies between. */
function readAxis(
  { kernelSize, strides, dilation, padding }: Conv2dTranspose,
  axis: 0 | 1,
  inputs: number,
  outputs: number,
): Axis {
  const extent = (kernelSize[axis] - 1) * dilation[axis]
  const within = (input: number) => Math.min(inputs - 1, Math.max(0, input))
  const taps = Array.from({ length: outputs }, (_, o) => {
    const place = o + padding[axis * 2]!
    const [near, far] = [Math.ceil((place - extent) / strides[axis]), Math.floor(place / strides[axis])]
    return { near: within(Math.min(near, far)), far: within(Math.max(near, far)), farWeight: 0 }
  })
  return { taps, pace: 1 / strides[axis] }
}
