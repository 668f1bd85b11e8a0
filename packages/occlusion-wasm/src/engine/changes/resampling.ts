import type { Address } from '../../kernels/change-kernels.js'
import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import type { Crop } from '../../network/operations/crop.js'
import { type Pad, paddedAxis } from '../../network/operations/pad.js'
import type { Resize } from '../../network/operations/resize.js'
import type { Arena } from '../memory/arena.js'
import { FeatureMap, isWithinReach, type ReceptiveField } from '../memory/feature-map.js'
import { bytesOf, placeRecord } from '../memory/records.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** Two rows (or columns) of the input, the far one the next or the same, and their shares. */
interface Tap {
  readonly near: number
  readonly far: number
  readonly farWeight: number
}

/** How one axis is resampled. */
export interface Axis {
  /** Of each output. */
  readonly taps: readonly Tap[]
  /** Inputs from one output to the next, on average. */
  readonly pace: number
}

export type Resampling = readonly [vertical: Axis, horizontal: Axis]

/** @param input - the map that is cropped, padded or resized */
export function resamplingOf(layer: Crop | Resize | Pad, input: FeatureMap): Resampling {
  const { height, width } = input
  if (layer.kind === 'pad') {
    const [top, bottom, left, right] = layer.padding
    const { mode } = layer
    return [
      chosenAxis(paddedAxis(height, top, bottom, mode)),
      chosenAxis(paddedAxis(width, left, right, mode)),
    ]
  }
  if (layer.kind === 'crop') {
    const [top, bottom, left, right] = layer.cropping
    return [croppedAxis(top, height - top - bottom), croppedAxis(left, width - left - right)]
  }
  const tapOf = layer.interpolation === 'nearest' ? nearestTap : bilinearTap
  return [resizedAxis(height, layer.size[0], tapOf), resizedAxis(width, layer.size[1], tapOf)]
}

/** The rows or columns of these numbers. @param axis - 0 for rows, 1 for columns */
export function selectionOf(
  axis: number,
  indices: readonly number[],
  { height, width }: FeatureMap,
): Resampling {
  return axis === 0
    ? [chosenAxis(indices), croppedAxis(0, width)]
    : [croppedAxis(0, height), chosenAxis(indices)]
}

function chosenAxis(indices: readonly number[]): Axis {
  const step = (indices[1] ?? 0) - indices[0]!
  const even = step > 0 && indices.every((index, o) => index === indices[0]! + o * step)
  return { taps: indices.map((i) => ({ near: i, far: i, farWeight: 0 })), pace: even ? step : 1 }
}

function croppedAxis(start: number, outputs: number): Axis {
  return chosenAxis(Array.from({ length: outputs }, (_, o) => o + start))
}

function resizedAxis(inputs: number, outputs: number, tapOf: (centre: number, inputs: number) => Tap): Axis {
  // One division, so that places that lie on a border between two inputs are exact.
  const taps = Array.from({ length: outputs }, (_, o) =>
    tapOf(((2 * o + 1) * inputs) / (2 * outputs), inputs),
  )
  return { taps, pace: inputs / outputs }
}

/** @param centre - of the output, in inputs from the edge of the map */
function nearestTap(centre: number, inputs: number): Tap {
  const near = Math.min(inputs - 1, Math.floor(centre))
  return { near, far: near, farWeight: 0 }
}

function bilinearTap(centre: number, inputs: number): Tap {
  const place = Math.min(inputs - 1, Math.max(0, centre - 0.5))
  const near = Math.floor(place)
  return { near, far: Math.min(inputs - 1, near + 1), farWeight: place - near }
}

/** A map cropped, mirrored, thinned out or resized: every value is the weighted sum of up to four of the map before, so changes are too. */
export function resamplingStage(workspace: Workspace, input: FeatureMap, axes: Resampling): Stage {
  const { kernels, arena } = workspace
  const [down, across] = axes
  const [height, width] = [down.taps.length, across.taps.length]
  const fields = [
    resampledField(input.fields[0], down, workspace.height),
    resampledField(input.fields[1], across, workspace.width),
  ] as const
  const output = new FeatureMap(arena, height, width, input.channels, fields)
  const [rows, columns] = [placeAxis(arena, down, input.height), placeAxis(arena, across, input.width)]
  /** Cells each output is blended of; a copy costs no multiply-adds. */
  const [tall, wide] = axes.map(({ taps }) => (taps.some(({ farWeight }) => farWeight > 0) ? 2 : 1)) as [
    number,
    number,
  ]
  const blended = tall * wide === 1 ? 0 : tall * wide
  return {
    output,
    scratch: () => noScratch,
    base: () => kernels.resampleBase(input.record, output.record, rows, columns),
    score({ windows, boxes }) {
      kernels.resamplePatches(input.record, output.record, rows, columns, windows)
      workspace.listChanges(output, boxes, windows)
      kernels.resampleChanges(input.record, output.record, rows, columns)
      workspace.multiplyAdds += output.changes * blended * output.stride
      workspace.finish(output, nonlinearityOf(), false)
      kernels.prune(output.record, windows)
    },
  }
}

/**
 * The field along one axis that holds all pixels any output sees, at a whole number of pixels from one output to the next;
 * the whole image where there is no such number.
 */
export function resampledField(field: ReceptiveField, { taps, pace }: Axis, pixels: number): ReceptiveField {
  const step = field.step * pace
  const whole = { step: 0, origin: 0, extent: pixels }
  if (!Number.isInteger(step) || field.step === 0) return whole
  let origin = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (const [o, { near, far }] of taps.entries()) {
    origin = Math.min(origin, near * field.step + field.origin - o * step)
    end = Math.max(end, far * field.step + field.origin + field.extent - o * step)
  }
  const resampled = { own: field.own, step, origin, extent: end - origin }
  return isWithinReach(resampled, taps.length) ? resampled : whole
}

/** Lays an axis down for the kernels, as assembly/changes/resampling.ts reads it. */
export function placeAxis(arena: Arena, { taps }: Axis, inputs: number): Address {
  const outputs = taps.length
  const table = arena.reserve(outputs * bytesOf('Tap'))
  taps.forEach(({ near, far, farWeight }, o) => {
    arena.ints(table + o * bytesOf('Tap'), 2).set([near, far])
    arena.floats(table + o * bytesOf('Tap') + 8, 2).set([1 - farWeight, farWeight])
  })
  const [firsts, ends] = [arena.reserve(inputs * 4), arena.reserve(inputs * 4)]
  const [first, end] = [arena.ints(firsts, inputs), arena.ints(ends, inputs)]
  // Outputs may read inputs in any order.
  for (let i = 0, from = 0; i < inputs; i++) {
    while (from < outputs && taps[from]!.far < i) from++
    first[i] = from
  }
  for (let i = inputs - 1, to = outputs; i >= 0; i--) {
    while (to > 0 && taps[to - 1]!.near > i) to--
    end[i] = to
  }
  return placeRecord(arena, 'Resampling', { taps: table, firsts, ends })
}
