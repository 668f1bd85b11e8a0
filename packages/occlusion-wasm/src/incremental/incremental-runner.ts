import { instantiateKernels, type KernelModule, loadKernelModule } from '../kernel-module.js'
import { type Network, validateNetwork } from '../network/network.js'
import { chooseVariant, type KernelVariant } from '../variants.js'
import { buildStages } from './build-stages.js'
import { type BatchLimits, type FeatureMap, PixelMap } from './feature-map.js'
import type { Address, Kernels } from './kernels.js'
import type { Stage } from './stages/stage.js'
import { type ScratchNeeds, Workspace } from './workspace.js'

/** Scores covered copies of one image after another, on the calling thread, computing only what each window changes. */
export interface IncrementalRunner {
  readonly variant: KernelVariant
  /** K. */
  readonly classes: number
  /** [H, W, C]. */
  readonly inputShape: readonly [number, number, number]
  /** Multiply-adds done for windows since the runner was made; those for uncovered images are not counted. */
  readonly multiplyAdds: number
  /**
   * Takes an image and what its covered pixels become.
   *
   * @param image - float32 [H, W, C], finite
   * @param baseline - float32 [H, W, C], finite
   * @returns float32 [K], the uncovered image's class scores
   */
  begin(image: Float32Array, baseline: Float32Array): Float32Array
  /**
   * Scores the image begun under windows `from` to `to` − 1. The scores of a window are the same bits whichever
   * windows it is scored with.
   *
   * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive, inside the image
   * @param out - float32 [to − from, K], filled
   */
  scoreWindows(windows: Int32Array, from: number, to: number, out: Float32Array): void
  /** Lets go of the memory. */
  dispose(): void
}

export interface RunnerOptions {
  /** The build to force; chosen by probing unless told. */
  readonly variant?: KernelVariant | undefined
  /** Kernels compiled before, perhaps on another thread. */
  readonly kernels?: KernelModule | undefined
}

/**
 * Lays a network out for incremental inference.
 *
 * @throws NetworkError if the network does not fit together; KernelError for a variant this machine lacks
 */
export async function createIncrementalRunner(
  network: Network,
  options: RunnerOptions = {},
): Promise<IncrementalRunner> {
  validateNetwork(network)
  const module = options.kernels ?? (await loadKernelModule(chooseVariant(options.variant)))
  return new Runner(network, module)
}

/** Memory for one batch; larger batches share more between windows, smaller ones stay nearer the processor. */
const BATCH_BYTES = 12 << 20

const NONE = -1

class Runner implements IncrementalRunner {
  readonly variant: KernelVariant
  readonly classes: number
  readonly inputShape: readonly [number, number, number]
  readonly #workspace: Workspace
  readonly #pixels: FeatureMap
  readonly #stages: readonly Stage[]
  readonly #scores: FeatureMap
  readonly #image: Address
  readonly #baseline: Address
  /** Where batches are laid out from. */
  readonly #mark: Address
  /** What the layout at hand has room for. */
  #layout: Layout
  /** Channels covered when the changed pixels were last found; none yet for a new image. */
  #covered = NONE

  constructor(network: Network, { variant, module, shared }: KernelModule) {
    this.variant = variant
    this.classes = network.classes
    this.inputShape = network.inputShape
    const [height, width, channels] = network.inputShape
    const memory = new WebAssembly.Memory(shared ? { initial: 1, maximum: 32768, shared } : { initial: 1 })
    const kernels = instantiateKernels<Kernels>({ variant, module, shared }, memory)
    const workspace = new Workspace(kernels, memory, height, width)
    const size = height * width * channels
    this.#workspace = workspace
    this.#image = workspace.arena.reserveFloats(size)
    this.#baseline = workspace.arena.reserveFloats(size)
    const pixel = { step: 1, origin: 0, extent: 1 }
    this.#pixels = new PixelMap(workspace.arena, height, width, channels, [pixel, pixel])
    const { stages, scores } = buildStages(network, workspace, this.#pixels)
    this.#stages = stages
    this.#scores = scores
    this.#mark = workspace.arena.top
    this.#layout = this.#layOut({ windows: 1, height: 1, width: 1 }, 1)
  }

  get multiplyAdds(): number {
    return this.#workspace.multiplyAdds
  }

  begin(image: Float32Array, baseline: Float32Array): Float32Array {
    const { arena, kernels } = this.#workspace
    const [height, width, channels] = this.inputShape
    const size = height * width * channels
    requireLength('image', image, size)
    requireLength('baseline', baseline, size)
    arena.floats(this.#image, size).set(image)
    arena.floats(this.#baseline, size).set(baseline)
    const pixels = arena.floats(this.#pixels.base, this.#pixels.cells * this.#pixels.stride)
    for (let i = 0; i < size; i++) {
      pixels[Math.floor(i / channels) * this.#pixels.stride + (i % channels)] = image[i]!
    }
    this.#covered = NONE
    for (const stage of this.#stages) stage.base()
    kernels.readBase(this.#layout.out, this.#scores.record, this.#scores.channels)
    return arena.floats(this.#layout.out, this.classes).slice()
  }

  scoreWindows(windows: Int32Array, from: number, to: number, out: Float32Array): void {
    if (from < 0 || to < from || to * 6 > windows.length || out.length !== (to - from) * this.classes) {
      throw new RangeError(
        `windows ${from} to ${to} of ${windows.length / 6}, with room for ${out.length} scores`,
      )
    }
    const groups = groupByChannels(windows, from, to)
    if (groups.size === 1) {
      const [channels] = groups.keys()
      this.#scoreGroup(windows.subarray(from * 6, to * 6), channels!, out)
      return
    }
    for (const [channels, members] of groups) {
      const own = new Int32Array(members.length * 6)
      for (const [i, p] of members.entries()) own.set(windows.subarray(p * 6, p * 6 + 6), i * 6)
      const scores = new Float32Array(members.length * this.classes)
      this.#scoreGroup(own, channels, scores)
      members.forEach((p, i) => {
        out.set(scores.subarray(i * this.classes, (i + 1) * this.classes), (p - from) * this.classes)
      })
    }
  }

  /** Scores windows that all cover the same channels. */
  #scoreGroup(windows: Int32Array, channels: number, out: Float32Array): void {
    const { arena, kernels } = this.#workspace
    const count = windows.length / 6
    this.#requireLayout(windows)
    this.#findChanged(channels)
    const layout = this.#layout
    arena.ints(layout.windows, windows.length).set(windows)
    const table = this.#workspace.sizeTable(count)
    const { changed } = this.#workspace
    const distinct = kernels.distinctBoxes(changed, layout.windows, count, layout.boxes, layout.which, table)
    this.#fillWithBase(count)
    for (let first = 0; first < distinct; first += layout.limits.windows) {
      const n = Math.min(layout.limits.windows, distinct - first)
      const boxes = layout.boxes + first * 8
      kernels.reachPixels(this.#pixels.record, boxes, n)
      for (const stage of this.#stages) stage.score({ windows: n, boxes })
      const scores = this.#scores
      kernels.readScores(layout.out, scores.record, layout.which, count, scores.channels, first, n)
    }
    out.set(arena.floats(layout.out, out.length))
  }

  #findChanged(channels: number): void {
    if (this.#covered === channels) return
    const { kernels, changed } = this.#workspace
    const [c0, c1] = [channels >> 16, channels & 65535]
    kernels.findChanged(changed, this.#pixels.record, this.#image, this.#baseline, this.inputShape[2], c0, c1)
    this.#covered = channels
  }

  #fillWithBase(count: number): void {
    const { arena, kernels } = this.#workspace
    kernels.readBase(this.#layout.out, this.#scores.record, this.#scores.channels)
    const scores = arena.floats(this.#layout.out, count * this.classes)
    for (let filled = 1; filled < count; filled *= 2) {
      scores.copyWithin(filled * this.classes, 0, Math.min(filled, count - filled) * this.classes)
    }
  }

  /** Makes sure that the layout at hand has room for these windows. */
  #requireLayout(windows: Int32Array): void {
    const count = windows.length / 6
    const [height, width, channels] = this.inputShape
    let rows = 1
    let columns = 1
    for (let i = 0; i < windows.length; i += 6) {
      const h = spanAlong(windows, i, height)
      const w = spanAlong(windows, i + 1, width)
      if (h < 0 || w < 0 || spanAlong(windows, i + 2, channels) < 0) {
        throw new RangeError(`window ${i / 6}, ${windows.subarray(i, i + 6).join(' ')}, leaves the image`)
      }
      if (h > rows) rows = h
      if (w > columns) columns = w
    }
    const { limits, count: room } = this.#layout
    if (count <= room && rows <= limits.height && columns <= limits.width) return
    const [h, w] = [Math.max(rows, limits.height), Math.max(columns, limits.width)]
    const all = Math.max(count, room)
    this.#covered = NONE
    this.#layout = this.#layOut({ windows: this.#batchSize(all, h, w), height: h, width: w }, all)
  }

  /** As many of `count` windows as fit into a batch. */
  #batchSize(count: number, height: number, width: number): number {
    let windows = count
    while (windows > 1 && this.#batchBytes({ windows, height, width }) > BATCH_BYTES)
      windows = Math.floor(windows * 0.8)
    return windows
  }

  #batchBytes(limits: BatchLimits): number {
    const scratch = Object.values(this.#scratch(limits)).reduce((sum, bytes) => sum + bytes, 0)
    return this.#stages.reduce((sum, { output }) => sum + output.batchBytes(limits), scratch)
  }

  /** Each stage's scratch is gone when the next one starts, so the largest needs are enough. */
  #scratch(limits: BatchLimits): ScratchNeeds {
    const needs = this.#stages.map((stage) => stage.scratch(limits))
    const most = (field: keyof ScratchNeeds) => Math.max(0, ...needs.map((need) => need[field]))
    return {
      entries: most('entries'),
      counts: most('counts'),
      order: most('order'),
      products: most('products'),
      terms: most('terms'),
    }
  }

  #layOut(limits: BatchLimits, count: number): Layout {
    const workspace = this.#workspace
    const { arena } = workspace
    arena.rewind(this.#mark)
    const maps = [this.#pixels, ...this.#stages.map((stage) => stage.output)]
    for (const map of maps) map.layOut(limits)
    workspace.layOutTable(Math.max(count, ...maps.map((map) => limits.windows * map.cellsPerWindow)))
    workspace.layOutScratch(this.#scratch(limits))
    return {
      limits,
      count,
      windows: arena.reserve(count * 24),
      boxes: arena.reserve(count * 8),
      which: arena.reserve(count * 4),
      out: arena.reserveFloats(Math.max(1, count) * this.classes),
    }
  }

  dispose(): void {
    // The memory goes with the runner; nothing else is held.
  }
}

/** What a call has room for, and where in memory its arrays lie. */
interface Layout {
  readonly limits: BatchLimits
  readonly count: number
  readonly windows: Address
  readonly boxes: Address
  readonly which: Address
  readonly out: Address
}

/** Length of a window along the axis whose start is at `i`; −1 if it is not within 0 … size. */
function spanAlong(windows: Int32Array, i: number, size: number): number {
  const start = windows[i]!
  const end = windows[i + 3]!
  return start < 0 || end > size || end < start ? -1 : end - start
}

/** Windows by the channels they cover: c0 · 65536 + c1. */
function groupByChannels(windows: Int32Array, from: number, to: number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  let last = -1
  let members: number[] = []
  for (let p = from; p < to; p++) {
    const channels = windows[p * 6 + 2]! * 65536 + windows[p * 6 + 5]!
    if (channels !== last) {
      members = groups.get(channels) ?? []
      groups.set(channels, members)
      last = channels
    }
    members.push(p)
  }
  return groups
}

function requireLength(field: string, array: Float32Array, size: number): void {
  if (array.length !== size) throw new RangeError(`${field} has ${array.length} values, expected ${size}`)
}
