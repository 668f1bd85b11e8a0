import { addChunk, addTwelveChunks } from './chunk-sums'
import { nonZeros } from './non-zeros'
import {
  CHUNK, chunkCount, cropImage, countsAt, entriesAt, extent, imageAt, packedAt, runChunks, runCount, runLength, writeChunkOffsets,
} from '../dense/patches'
import { loadSpread, multiplyAdd, STEP, Vector, WIDTH } from '../vector/vector'

/**
 * The gradient of a 2-D convolution's input: each output position adds Σ_co dy[n,oy,ox,co] · W[·,·,·,co] to the patch
 * it was computed from. The non-zero dy of a position are listed, then twelve chunks of its patch stay in registers while the
 * list goes by. Zeros, most of dy below a ReLU and a max-pool, cost nothing.
 *
 * @param dy - float32 [N, OH, OW, Cout]
 * @param filter - float32 [KH, KW, Cin, Cout]
 * @param dx - float32 [N, H, W, Cin], overwritten
 * @param scratch - `conv2dScratchBytes`, 16-byte aligned
 */
export function conv2dBackpropInput(
  dy: usize, filter: usize, dx: usize, scratch: usize,
  n: i32, h: i32, w: i32, ci: i32, kh: i32, kw: i32, co: i32, oh: i32, ow: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const length = runLength(kw, ci, dilationX)
  const chunks = chunkCount(kh, kw, ci, dilationX)
  const height = extent(oh, strideY, kh, dilationY)
  const width = extent(ow, strideX, kw, dilationX)
  // A chunk may write past its run, so only runs of whole chunks may be written where they belong.
  const inPlace = top == 0 && left == 0 && height <= h && width <= w && length % WIDTH == 0
  const rowPixels = inPlace ? w : width
  const packed = packedAt(scratch, chunks)
  const entries = entriesAt(packed, chunks, co)
  const padded = imageAt(countsAt(entries, oh * ow, co), co)
  writeChunkOffsets(scratch, kh, kw, ci, dilationY, dilationX, rowPixels)
  pack(packed, filter, runCount(kh, kw, dilationX), length, co)

  for (let i = 0; i < n; i++) {
    const image = dx + ((<usize>(i * h * w * ci)) << 2)
    const target = inPlace ? image : padded
    memory.fill(target, 0, inPlace ? (<usize>(h * w * ci)) << 2 : ((<usize>(height * width * ci)) << 2) + CHUNK)
    for (let y = 0; y < oh; y++) {
      for (let x = 0; x < ow; x++) {
        const end = listPosition(entries, dy, packed, co, <usize>chunks * CHUNK)
        dy += (<usize>co) << 2
        if (end == entries) continue
        const origin = target + ((<usize>((y * strideY * rowPixels + x * strideX) * ci)) << 2)
        addFilters(origin, entries, end, scratch, chunks, runChunks(length))
      }
    }
    if (!inPlace) cropImage(image, padded, h, w, ci, height, width, top, left)
  }
}

/** Lists the non-zero dy of one position, as pairs of the channel's packed filter and dy; returns the list's end. */
function listPosition(entries: usize, dy: usize, packed: usize, co: i32, filterBytes: usize): usize {
  let end = entries
  for (let first = 0; first < co; first += 32) {
    let bits = nonZeros(dy + ((<usize>first) << 2), min(32, co - first))
    while (bits) {
      const c = <usize>(first + <i32>ctz(bits))
      store<u32>(end, <u32>(packed + c * filterBytes))
      store<f32>(end, load<f32>(dy + (c << 2)), 4)
      end += 8
      bits &= bits - 1
    }
  }
  return end
}

/** Adds every listed filter times its dy to the patch at `origin`. */
function addFilters(origin: usize, list: usize, end: usize, table: usize, chunks: i32, runChunks: i32): void {
  let k = 0
  while (k < chunks) {
    const first = load<u32>(table + ((<usize>k) << 2))
    const left = runChunks - (k % runChunks)
    const chunk = <usize>k * CHUNK
    if (left >= 12) {
      addTwelveChunks(origin + first, list, end, chunk)
      k += 12
    } else if (left >= 4) {
      addFourChunks(origin + first, list, end, chunk)
      k += 4
    } else {
      addChunk(origin + first, list, end, chunk)
      k++
    }
  }
}

/** Four neighbouring chunks. */
function addFourChunks(to: usize, list: usize, end: usize, chunk: usize): void {
  let a0 = load<Vector>(to), a1 = load<Vector>(to, STEP), a2 = load<Vector>(to, 2 * STEP), a3 = load<Vector>(to, 3 * STEP)
  for (; list < end; list += 8) {
    const from = <usize>load<u32>(list) + chunk
    const g = loadSpread(list + 4)
    a0 = multiplyAdd(a0, g, load<Vector>(from))
    a1 = multiplyAdd(a1, g, load<Vector>(from, STEP))
    a2 = multiplyAdd(a2, g, load<Vector>(from, 2 * STEP))
    a3 = multiplyAdd(a3, g, load<Vector>(from, 3 * STEP))
  }
  store<Vector>(to, a0)
  store<Vector>(to, a1, STEP)
  store<Vector>(to, a2, 2 * STEP)
  store<Vector>(to, a3, 3 * STEP)
}

/** [KH, KW, Cin, Cout] to packed [Cout, chunks, WIDTH], with zeros where chunks reach beyond their run. */
function pack(packed: usize, filter: usize, runs: i32, length: i32, co: i32): void {
  const paddedLength = WIDTH * runChunks(length)
  const stride = (<usize>(runs * paddedLength)) << 2
  memory.fill(packed, 0, <usize>co * stride)
  for (let run = 0; run < runs; run++) {
    for (let i = 0; i < length; i++) {
      let to = packed + ((<usize>(run * paddedLength + i)) << 2)
      for (let c = 0; c < co; c++) {
        store<f32>(to, load<f32>(filter))
        filter += 4
        to += stride
      }
    }
  }
}
