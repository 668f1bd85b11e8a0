import type { Address } from '../../kernels/change-kernels.js'
import type { Stage } from '../changes/stage.js'
import type { BatchLimits, PixelMap } from '../memory/feature-map.js'
import { BOX_BYTES, WINDOW_BYTES } from '../memory/records.js'
import type { Extent } from '../memory/window-list.js'
import type { ScratchNeeds, Workspace } from '../memory/workspace.js'

/** What a call has room for, and where in memory its arrays lie. */
export interface BatchLayout {
  /** Of the batches that a call's windows are scored in. */
  readonly limits: BatchLimits
  /** Windows of a call. */
  readonly count: number
  /** int32 [count, 6]. */
  readonly windows: Address
  /** The distinct boxes of changed pixels, 8 bytes each [count]. */
  readonly boxes: Address
  /** int32 [count]: each window's distinct box. */
  readonly which: Address
  /** float32 [count, classes]. */
  readonly scores: Address
}

/**
 * Lays memory out, from where the arena stands, for calls of `count` windows that are no larger than `extent`.
 *
 * @param most - bytes for one batch; more only if a single window takes more, or the uncovered image by itself half of them
 */
export function layOutBatch(
  workspace: Workspace,
  pixels: PixelMap,
  stages: readonly Stage[],
  { rows, columns }: Extent,
  count: number,
  classes: number,
  most: number,
): BatchLayout {
  const { arena } = workspace
  const limits = {
    windows: batchSize(pixels, stages, count, rows, columns, most),
    height: rows,
    width: columns,
  }
  const maps = [pixels, ...stages.map((stage) => stage.output)]
  for (const map of maps) map.layOut(limits)
  workspace.layOutTable(Math.max(count, ...maps.map((map) => limits.windows * map.cellsPerWindow)))
  workspace.layOutScratch(scratchFor(stages, limits))
  workspace.doubts = arena.reserve(limits.windows * 4)
  if (workspace.marking) workspace.marks = arena.reserve(limits.windows * 4)
  return {
    limits,
    count,
    windows: arena.reserve(count * WINDOW_BYTES),
    boxes: arena.reserve(count * BOX_BYTES),
    which: arena.reserve(count * 4),
    scores: arena.reserveFloats(Math.max(1, count) * classes),
  }
}

/** Whether calls of `count` windows of this extent fit, and do not fit so loosely that batches are needlessly small. */
export function suits(
  { limits, count: room }: BatchLayout,
  { rows, columns }: Extent,
  count: number,
): boolean {
  const fits = count <= room && rows <= limits.height && columns <= limits.width
  return fits && limits.height * limits.width <= 2 * rows * columns
}

/** As many of `count` windows as fit into a batch. */
function batchSize(
  pixels: PixelMap,
  stages: readonly Stage[],
  count: number,
  height: number,
  width: number,
  most: number,
): number {
  const bytes = (windows: number) => batchBytes(pixels, stages, { windows, height, width })
  // What the uncovered image takes by itself must not leave its windows next to nothing.
  const room = Math.max(most, bytes(0) + most / 2)
  let windows = Math.max(1, count)
  while (windows > 1 && bytes(windows) > room) windows = Math.floor(windows * 0.8)
  return windows
}

function batchBytes(pixels: PixelMap, stages: readonly Stage[], limits: BatchLimits): number {
  const scratch = Object.values(scratchFor(stages, limits)).reduce((sum, bytes) => sum + bytes, 0)
  // Changes that all windows share are there but once, however many windows a batch has.
  const own = pixels.owned ? pixels.batchBytes(limits) : 0
  return stages.reduce((sum, { output }) => sum + output.batchBytes(limits), scratch + own)
}

/** A stage's scratch is free again when the next one starts, so the largest needs are enough. */
function scratchFor(stages: readonly Stage[], limits: BatchLimits): ScratchNeeds {
  const needs = stages.map((stage) => stage.scratch(limits))
  const most = (field: keyof ScratchNeeds) => Math.max(0, ...needs.map((need) => need[field]))
  return {
    entries: most('entries'),
    counts: most('counts'),
    order: most('order'),
    products: most('products'),
    terms: most('terms'),
  }
}
