import { type Fill, isSameFill } from '../fill/fill.js'
import type { Address, Kernels } from '../kernels/change-kernels.js'
import { KernelError } from '../kernels/kernel-error.js'
import { instantiateKernels, type KernelModule } from '../kernels/kernel-module.js'
import type { KernelVariant } from '../kernels/variants.js'
import { largestMagnitude } from '../network/largest-magnitude.js'
import { type Network, validateNetwork } from '../network/network.js'
import { gainsOf, OverflowGuard } from '../network/overflow-guard.js'
import { Doubts } from './doubts.js'
import type { Mark } from './memory/arena.js'
import { PixelMap } from './memory/feature-map.js'
import { BOX_BYTES, setRecord } from './memory/records.js'
import { memoryOfOne, type RunnerMemory } from './memory/runner-memory.js'
import {
  type CoveredChannels,
  type Extent,
  groupByChannels,
  largestExtent,
  sharedChannels,
} from './memory/window-list.js'
import { Workspace } from './memory/workspace.js'
import { OwnChanges } from './own-changes.js'
import { type BatchLayout, layOutBatch, suits } from './plan/batch-layout.js'
import { buildStages, type Stages } from './plan/build-stages.js'
import { type EnginePlan, planEngine, type StrategyChoice } from './plan/engine-plan.js'

/** Scores covered copies of one image after another, on the calling thread, computing only what each window changes. */
export interface IncrementalRunner {
  readonly variant: KernelVariant
  /** K. */
  readonly classes: number
  /** [H, W, C]. */
  readonly inputShape: readonly [number, number, number]
  /** How the network is computed. */
  readonly plan: EnginePlan
  /** Multiply-adds done for windows since the runner was made; those for uncovered images are not counted. */
  readonly multiplyAdds: number
  /** Windows whose scores are those of forward passes of the covered copies, since differences do not hold them; or none. */
  readonly corrected: number
  /**
   * Takes an image and what its covered pixels become.
   *
   * @param image - float32 [H, W, C], finite
   * @param baseline - float32 [H, W, C], finite
   * @param fill - what covered values become where that hangs on the window; the baseline's values unless told
   * @returns float32 [K], the uncovered image's class scores; NaN where float32 may not hold what they are made of
   */
  begin(image: Float32Array, baseline: Float32Array, fill?: Fill): Float32Array
  /**
   * Scores the image begun under windows `from` to `to` − 1. The scores of a window are the same bits whichever
   * windows it is scored with.
   *
   * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive, inside the image
   * @param out - float32 [to − from, K], filled
   */
  scoreWindows(windows: Int32Array, from: number, to: number, out: Float32Array): void
  /** After it, scoring throws KernelError `RUNNER_DISPOSED`. The memory goes with the runner. */
  dispose(): void
}

/**
 * Lays a network out for incremental inference with kernels compiled before, perhaps on another thread.
 *
 * @param choose - how layers are computed where the plan is not to say so
 * @throws NetworkError if the network does not fit together
 */
export function runnerOf(
  network: Network,
  kernels: KernelModule,
  choose?: StrategyChoice,
): IncrementalRunner {
  validateNetwork(network)
  return runnerIn(network, kernels, memoryOfOne(kernels), choose)
}

/** Lays a network that is known to fit together out in a memory. */
export function runnerIn(
  network: Network,
  kernels: KernelModule,
  memory: RunnerMemory,
  choose?: StrategyChoice,
): IncrementalRunner {
  return new Runner(network, planEngine(network, choose), kernels, memory)
}

class Runner implements IncrementalRunner {
  readonly variant: KernelVariant
  readonly classes: number
  readonly inputShape: readonly [number, number, number]
  readonly plan: EnginePlan
  readonly #workspace: Workspace
  readonly #pixels: PixelMap
  readonly #laidOut: Stages
  readonly #image: Address
  readonly #baseline: Address
  /** Where batches are laid out from. */
  readonly #mark: Mark
  readonly #overflow: OverflowGuard
  readonly #doubts: Doubts
  /** What the layout at hand has room for. */
  #layout: BatchLayout
  #disposed = false
  /** Channels covered when the changed pixels were last found; none yet for a new image. */
  #covered: { readonly c0: number; readonly c1: number } | undefined
  /** Lists changes where what pixels become hangs on the window; the last fill's, whether in use or not. */
  #own: OwnChanges | undefined

  constructor(network: Network, plan: EnginePlan, module: KernelModule, { arena, constants }: RunnerMemory) {
    this.variant = module.variant
    this.classes = network.classes
    this.inputShape = network.inputShape
    this.plan = plan
    const [height, width, channels] = network.inputShape
    const kernels = instantiateKernels<Kernels>(module, arena.memory)
    const workspace = new Workspace(kernels, arena, constants, height, width)
    const size = height * width * channels
    this.#workspace = workspace
    this.#image = workspace.arena.reserveFloats(size)
    this.#baseline = workspace.arena.reserveFloats(size)
    const pixel = { step: 1, origin: 0, extent: 1 }
    this.#pixels = new PixelMap(workspace.arena, height, width, channels, [pixel, pixel])
    setRecord(workspace.arena, workspace.changed, 'Changed', { pixels: this.#pixels.record })
    this.#laidOut = buildStages(network, plan, workspace, this.#pixels)
    const gains = gainsOf(network)
    this.#overflow = new OverflowGuard(network, gains)
    this.#mark = workspace.arena.mark
    this.#layout = this.#layoutFor({ rows: 1, columns: 1 }, 1)
    this.#doubts = new Doubts(network, gains, workspace, this.#laidOut, (own) => this.#pass(own))
  }

  get multiplyAdds(): number {
    return this.#workspace.multiplyAdds
  }

  get corrected(): number {
    return this.#doubts.corrected
  }

  begin(image: Float32Array, baseline: Float32Array, fill?: Fill): Float32Array {
    this.#requireAlive()
    const { arena } = this.#workspace
    const [height, width, channels] = this.inputShape
    const size = height * width * channels
    requireLength('image', image, size)
    requireLength('baseline', baseline, size)
    arena.floats(this.#image, size).set(image)
    arena.floats(this.#baseline, size).set(baseline)
    this.#covered = undefined
    this.#cover(fill)
    this.#doubts.clear()
    const base = this.#pass(image)
    if (!this.#holds(image, baseline)) return base.fill(Number.NaN)
    this.#doubts.begin({ image, baseline, fill, base })
    return base
  }

  /** A forward pass, after which differences are from this image. @returns float32 [K] */
  #pass(image: Float32Array): Float32Array {
    const { arena, kernels } = this.#workspace
    const { base, channels, stride } = this.#pixels
    const { everything } = arena
    for (let i = 0, to = base / 4; i < image.length; to += stride - channels) {
      for (const end = i + channels; i < end; i++) everything[to++] = image[i]!
    }
    const { stages, scores } = this.#laidOut
    for (const stage of stages) stage.base()
    kernels.readBase(this.#layout.scores, scores.record, scores.channels)
    return arena.floats(this.#layout.scores, this.classes).slice()
  }

  /** Lays out for windows that share their changes, or for a fill's, which do not. */
  #cover(fill: Fill | undefined): void {
    if (fill && !isSameFill(fill, this.#own?.fill)) {
      this.#own = new OwnChanges({ ...fill }, this.#workspace, this.#pixels, this.inputShape)
    }
    const owned = fill !== undefined
    if (this.#pixels.owned === owned) return
    this.#pixels.owned = owned
    setRecord(this.#workspace.arena, this.#workspace.changed, 'Changed', { own: owned ? 1 : 0 })
    const { limits, count } = this.#layout
    this.#layOut({ rows: limits.height, columns: limits.width }, count)
  }

  /** Whether float32 holds all values of the image begun and leaves room for those of its covered copies. */
  #holds(image: Float32Array, baseline: Float32Array): boolean {
    let largest = Math.max(largestMagnitude(image), largestMagnitude(baseline))
    if (this.#overflow.surely(largest)) return true
    const { arena } = this.#workspace
    for (const { output } of this.#laidOut.stages.slice(0, -1)) {
      largest = Math.max(largest, largestMagnitude(arena.floats(output.base, output.cells * output.stride)))
    }
    return this.#overflow.withRoom(largest)
  }

  scoreWindows(windows: Int32Array, from: number, to: number, out: Float32Array): void {
    this.#requireAlive()
    if (from < 0 || to < from || to * 6 > windows.length || out.length !== (to - from) * this.classes) {
      throw new RangeError(
        `windows ${from} to ${to} of ${windows.length / 6}, with room for ${out.length} scores`,
      )
    }
    const shared = sharedChannels(windows, from, to)
    if (shared) {
      this.#scoreGroup(windows.subarray(from * 6, to * 6), shared, out, from)
      return
    }
    for (const group of groupByChannels(windows, from, to)) {
      const { members } = group
      const own = new Int32Array(members.length * 6)
      for (const [i, p] of members.entries()) own.set(windows.subarray(p * 6, p * 6 + 6), i * 6)
      const scores = new Float32Array(members.length * this.classes)
      this.#scoreGroup(own, group, scores, 0)
      for (const [i, p] of members.entries()) {
        out.set(scores.subarray(i * this.classes, (i + 1) * this.classes), (p - from) * this.classes)
      }
    }
  }

  /** Scores windows that all cover the same channels. @param before - how many of the job's windows there are before these */
  #scoreGroup(windows: Int32Array, channels: CoveredChannels, out: Float32Array, before: number): void {
    const { arena, kernels, changed } = this.#workspace
    const count = windows.length / 6
    this.#requireLayout(windows)
    if (this.#pixels.owned) {
      this.#scoreOwn(windows, out, before)
      return
    }
    this.#findChanged(channels)
    const layout = this.#layout
    arena.ints(layout.windows, windows.length).set(windows)
    const table = this.#workspace.sizeTable(count)
    const distinct = kernels.distinctBoxes(changed, layout.windows, count, layout.boxes, layout.which, table)
    this.#fillWithBase(count)
    for (let first = 0; first < distinct; first += layout.limits.windows) {
      const n = Math.min(layout.limits.windows, distinct - first)
      const boxes = layout.boxes + first * BOX_BYTES
      kernels.reachPixels(this.#pixels.record, boxes, n)
      this.#scoreBatch(first, n, count)
    }
    out.set(arena.floats(layout.scores, out.length))
    this.#doubts.correct(windows, out, before)
  }

  /** Scores windows each of which has values of its own. */
  #scoreOwn(windows: Int32Array, out: Float32Array, before: number): void {
    const { arena } = this.#workspace
    const layout = this.#layout
    const count = windows.length / 6
    const size = this.inputShape[0] * this.inputShape[1] * this.inputShape[2]
    arena.ints(layout.which, count).fill(-1)
    this.#fillWithBase(count)
    let first = 0
    for (let from = 0; from < count; ) {
      const [image, baseline] = [arena.floats(this.#image, size), arena.floats(this.#baseline, size)]
      const { next, found } = this.#own!.list(image, baseline, windows, from, layout, first, before)
      if (found > 0) this.#scoreBatch(first, found, count)
      first += found
      from = next
    }
    out.set(arena.floats(layout.scores, out.length))
    this.#doubts.correct(windows, out, before)
  }

  /** Scores the n distinct windows from `first` on, whose pixels' changes are at hand. */
  #scoreBatch(first: number, n: number, count: number): void {
    const { kernels } = this.#workspace
    const layout = this.#layout
    const boxes = layout.boxes + first * BOX_BYTES
    this.#workspace.clearMarks(n)
    for (const stage of this.#laidOut.stages) stage.score({ windows: n, boxes })
    const { scores } = this.#laidOut
    kernels.readScores(layout.scores, scores.record, layout.which, count, scores.channels, first, n)
    this.#withdrawMarked(first, n, count)
    this.#doubts.find(layout.which, count, first, n)
  }

  /** Leaves no scores of windows that a stage has marked. @param first - of the batch's n among the distinct windows */
  #withdrawMarked(first: number, n: number, count: number): void {
    const { arena, marks, marking } = this.#workspace
    if (!marking || !arena.ints(marks, n).includes(1)) return
    const which = arena.ints(this.#layout.which, count)
    const scores = arena.floats(this.#layout.scores, count * this.classes)
    for (let p = 0; p < count; p++) {
      const window = which[p]! - first
      if (window < 0 || window >= n || arena.ints(marks, n)[window] === 0) continue
      scores.fill(Number.NaN, p * this.classes, (p + 1) * this.classes)
    }
  }

  #findChanged({ c0, c1 }: CoveredChannels): void {
    if (this.#covered?.c0 === c0 && this.#covered.c1 === c1) return
    const { kernels, changed } = this.#workspace
    kernels.findChanged(changed, this.#pixels.record, this.#image, this.#baseline, this.inputShape[2], c0, c1)
    this.#covered = { c0, c1 }
  }

  #fillWithBase(count: number): void {
    const { arena, kernels } = this.#workspace
    kernels.readBase(this.#layout.scores, this.#laidOut.scores.record, this.#laidOut.scores.channels)
    const scores = arena.floats(this.#layout.scores, count * this.classes)
    for (let filled = 1; filled < count; filled *= 2) {
      scores.copyWithin(filled * this.classes, 0, Math.min(filled, count - filled) * this.classes)
    }
  }

  /** Makes sure that the layout at hand suits these windows. */
  #requireLayout(windows: Int32Array): void {
    const count = windows.length / 6
    const extent = largestExtent(windows, this.inputShape)
    if (suits(this.#layout, extent, count)) return
    this.#layOut(extent, Math.max(count, this.#layout.count))
  }

  #layOut(extent: Extent, count: number): void {
    this.#covered = undefined
    this.#workspace.arena.rewind(this.#mark)
    this.#layout = this.#layoutFor(extent, count)
  }

  #layoutFor(extent: Extent, count: number): BatchLayout {
    const most = this.plan.batchBytes
    const { stages } = this.#laidOut
    return layOutBatch(this.#workspace, this.#pixels, stages, extent, count, this.classes, most)
  }

  dispose(): void {
    this.#disposed = true
  }

  #requireAlive(): void {
    if (this.#disposed) throw new KernelError('RUNNER_DISPOSED', 'the runner was disposed of')
  }
}

function requireLength(field: string, array: Float32Array, size: number): void {
  if (array.length !== size) throw new RangeError(`${field} has ${array.length} values, expected ${size}`)
}
