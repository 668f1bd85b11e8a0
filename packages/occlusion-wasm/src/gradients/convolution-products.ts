import { KernelError } from '../kernels/kernel-error.js'
import type { Conv2dGeometry, GradientKernels } from './gradient-kernels.js'
import type { GradientModule } from './gradient-module.js'

const PAGE = 65_536
/** Where arrays begin; the first bytes are the kernels' own. */
const FIRST = 64
/** As of the engine: beyond it the kernels' addresses end. */
const MOST_BYTES = 2 ** 31

/**
 * Convolutions of one image and the slopes of what they were given, by the kernels that train networks. What a product reads is
 * copied into a memory that is as large as the largest of them, so that weights lie nowhere twice for long.
 */
export class ConvolutionProducts {
  readonly #memory = new WebAssembly.Memory({ initial: 1 })
  readonly #kernels: GradientKernels

  constructor(module: GradientModule) {
    this.#kernels = module.instantiate(this.#memory)
  }

  /**
   * @param x - float32 [H, W, Cin]
   * @param filter - float32 [KH, KW, Cin, Cout]
   * @param bias - float32 [Cout]; none unless given
   * @returns float32 [OH, OW, Cout]
   */
  convolve(
    x: Float32Array,
    filter: Float32Array,
    geometry: Conv2dGeometry,
    bias?: Float32Array,
  ): Float32Array {
    const [, , , , , , co, oh, ow] = geometry
    const inputs = bias ? [x, filter, bias] : [x, filter]
    const scratch = this.#scratchOf(geometry)
    return this.#run(inputs, oh * ow * co, scratch, ([at, filterAt, biasAt = 0], y, scratchAt) =>
      this.#kernels.conv2dForward(at!, filterAt!, biasAt, y, scratchAt, 0, ...geometry),
    )
  }

  /**
   * Slopes of what a convolution was given.
   *
   * @param slope - float32 [OH, OW, Cout]
   * @param filter - float32 [KH, KW, Cin, Cout]
   * @returns float32 [H, W, Cin]
   */
  inputSlope(slope: Float32Array, filter: Float32Array, geometry: Conv2dGeometry): Float32Array {
    const [, h, w, ci] = geometry
    const scratch = this.#scratchOf(geometry)
    return this.#run([slope, filter], h * w * ci, scratch, ([slopeAt, filterAt], x, scratchAt) =>
      this.#kernels.conv2dBackpropInput(slopeAt!, filterAt!, x, scratchAt, ...geometry),
    )
  }

  /**
   * The same of a depthwise convolution; `channelsOut` of the geometry is the multiplier M.
   *
   * @param slope - float32 [OH, OW, C·M]
   * @param filter - float32 [KH, KW, C, M]
   * @returns float32 [H, W, C]
   */
  depthwiseInputSlope(slope: Float32Array, filter: Float32Array, geometry: Conv2dGeometry): Float32Array {
    const [, h, w, c] = geometry
    return this.#run([slope, filter], h * w * c, 0, ([slopeAt, filterAt], x) =>
      this.#kernels.depthwiseBackpropInput(slopeAt!, filterAt!, x, ...geometry),
    )
  }

  /** Bytes of scratch. @throws KernelError `ENGINE_MEMORY`, before the kernels' own reckoning overflows */
  #scratchOf(geometry: Conv2dGeometry): number {
    const [, , , ci, kh, kw, co, oh, ow, ...windows] = geometry
    const most = mostScratch(geometry)
    if (!(most <= MOST_BYTES)) throw noRoom(`${most} bytes, more than 2 GiB`)
    const [strideY, strideX, dilationY, dilationX] = windows
    return (
      this.#kernels.conv2dScratchBytes(ci, kh, kw, co, oh, ow, strideY, strideX, dilationY, dilationX) >>> 0
    )
  }

  /** Lays arrays into the memory one after the other, then what comes of them, then scratch. */
  #run(
    arrays: readonly Float32Array[],
    length: number,
    scratch: number,
    kernel: (addresses: readonly number[], output: number, scratch: number) => void,
  ): Float32Array {
    let next = FIRST
    const take = (bytes: number) => {
      const address = next
      next += Math.ceil(bytes / 16) * 16
      return address
    }
    const addresses = arrays.map((array) => take(array.byteLength))
    const output = take(length * 4)
    const room = take(scratch)
    this.#require(next)
    for (const [i, array] of arrays.entries()) {
      new Float32Array(this.#memory.buffer, addresses[i]!, array.length).set(array)
    }
    kernel(addresses, output, room)
    return new Float32Array(this.#memory.buffer, output, length).slice()
  }

  /** @throws KernelError `ENGINE_MEMORY` */
  #require(bytes: number): void {
    if (!(bytes <= MOST_BYTES)) throw noRoom(`${bytes} bytes, more than 2 GiB`)
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / PAGE)
    if (missing <= 0) return
    try {
      this.#memory.grow(missing)
    } catch (error) {
      throw noRoom(`${missing * PAGE} bytes more than this machine has`, error)
    }
  }
}

function noRoom(what: string, cause?: unknown): KernelError {
  return new KernelError('ENGINE_MEMORY', `the gradient of a convolution takes ${what}`, { cause })
}

/** No less than the kernels ask for: offsets of the filter's chunks, the filter packed, a list of slopes, the map with its padding. */
function mostScratch([, , , ci, kh, kw, co, oh, ow, sy, sx, dy, dx]: Conv2dGeometry): number {
  const chunks = kh * kw * (ci / 4 + 1)
  const padded = ((oh - 1) * sy + (kh - 1) * dy + 1) * ((ow - 1) * sx + (kw - 1) * dx + 1) * ci
  return 16 * chunks * (co + 9) + 8 * oh * ow * co + 4 * (co + padded) + 64
}
