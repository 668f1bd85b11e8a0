import { addChunk, addTwelveChunks } from './chunk-sums'
import { nonZeros } from './non-zeros'
import {
  CHUNK, chunkCount, countsAt, entriesAt, extent, imageAt, packedAt, padImage, runChunks, runCount, runLength, writeChunkOffsets,
} from '../dense/patches'
import { add, loadSpread, multiplyAdd, spread, STEP, Vector, WIDTH } from '../vector/vector'

/**
 * The gradient of a 2-D convolution's filter: dW[ky,kx,ci,co] = Σ x[n, oy·s+ky·d−top, ox·s+kx·d−left, ci] · dy[n,oy,ox,co].
 *
 * Below a ReLU and a max-pool, four fifths and more of dy are zeros. So each image's non-zero dy are first listed by
 * output channel; then for a channel, twelve chunks of its dW stay in registers while its list goes by, each entry
 * adding its patch times its dy. Where every dy is non-zero this is as fast as a tiled matrix product.
 *
 * @param x - float32 [N, H, W, Cin]
 * @param dy - float32 [N, OH, OW, Cout]
 * @param dw - float32 [KH, KW, Cin, Cout], overwritten
 * @param scratch - `conv2dScratchBytes`, 16-byte aligned
 */
export function conv2dBackpropFilter(
  x: usize, dy: usize, dw: usize, scratch: usize,
  n: i32, h: i32, w: i32, ci: i32, kh: i32, kw: i32, co: i32, oh: i32, ow: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const chunks = chunkCount(kh, kw, ci, dilationX)
  const perRun = runChunks(runLength(kw, ci, dilationX))
  const height = extent(oh, strideY, kh, dilationY)
  const width = extent(ow, strideX, kw, dilationX)
  // A chunk may read past its run, so only runs of whole chunks may be read where they lie.
  const inPlace = top == 0 && left == 0 && height <= h && width <= w && runLength(kw, ci, dilationX) % WIDTH == 0
  const rowPixels = inPlace ? w : width
  const packed = packedAt(scratch, chunks)
  const entries = entriesAt(packed, chunks, co)
  const counts = countsAt(entries, oh * ow, co)
  const padded = imageAt(counts, co)
  writeChunkOffsets(scratch, kh, kw, ci, dilationY, dilationX, rowPixels)
  memory.fill(packed, 0, <usize>(co * chunks) * CHUNK)

  for (let i = 0; i < n; i++) {
    let image = x + ((<usize>(i * h * w * ci)) << 2)
    if (!inPlace) {
      padImage(padded, image, h, w, ci, height, width, top, left)
      image = padded
    }
    listByChannel(
      entries, counts, dy + ((<usize>(i * oh * ow * co)) << 2), oh, ow, co, strideY * rowPixels * ci * 4, strideX * ci * 4,
    )
    for (let c = 0; c < co; c++) {
      const list = entries + ((<usize>(c * oh * ow)) << 3)
      const end = list + ((<usize>load<i32>(counts + ((<usize>c) << 2))) << 3)
      if (end > list) addPatches(packed + <usize>(c * chunks) * CHUNK, list, end, image, scratch, chunks, perRun)
    }
  }
  unpack(dw, packed, runCount(kh, kw, dilationX), runLength(kw, ci, dilationX), co)
}

/** Lists one image's non-zero dy by channel, in scan order: pairs of the patch's byte offset and dy. */
function listByChannel(
  entries: usize, counts: usize, dy: usize, oh: i32, ow: i32, co: i32, rowBytes: i32, columnBytes: i32,
): void {
  memory.fill(counts, 0, (<usize>co) << 2)
  const stride = (<usize>(oh * ow)) << 3
  for (let y = 0; y < oh; y++) {
    for (let x = 0; x < ow; x++) {
      const offset = y * rowBytes + x * columnBytes
      for (let first = 0; first < co; first += 32) {
        let bits = nonZeros(dy + ((<usize>first) << 2), min(32, co - first))
        while (bits) {
          const c = <usize>(first + <i32>ctz(bits))
          const counter = counts + (c << 2)
          const count = load<u32>(counter)
          const at = entries + c * stride + ((<usize>count) << 3)
          store<i32>(at, offset)
          store<f32>(at, load<f32>(dy + (c << 2)), 4)
          store<u32>(counter, count + 1)
          bits &= bits - 1
        }
      }
      dy += (<usize>co) << 2
    }
  }
}

/**
 * Adds every listed patch times its dy to one channel's packed gradient. Without vectors, chunks are single floats, and what is
 * left of a run after its twelves goes by itself.
 */
function addPatches(to: usize, list: usize, end: usize, image: usize, table: usize, chunks: i32, perRun: i32): void {
  let k = 0
  while (k < chunks) {
    const at = to + <usize>k * CHUNK
    const offsets = table + ((<usize>k) << 2)
    if (perRun - k % perRun >= 12) {
      addTwelveChunks(at, list, end, image + load<u32>(offsets))
      k += 12
    } else if (WIDTH == 1) {
      addChunk(at, list, end, image + load<u32>(offsets))
      k++
    } else {
      const rest = min(4, chunks - k)
      addFourChunks(at, list, end, image, offsets, rest)
      k += rest
    }
  }
}

/** Up to four chunks, wherever they lie; where there are fewer, the first is read again and the result left out. */
function addFourChunks(to: usize, list: usize, end: usize, image: usize, offsets: usize, count: i32): void {
  const i0 = image + load<u32>(offsets)
  const i1 = count > 1 ? image + load<u32>(offsets, 4) : i0
  const i2 = count > 2 ? image + load<u32>(offsets, 8) : i0
  const i3 = count > 3 ? image + load<u32>(offsets, 12) : i0
  let a0 = spread(0), a1 = a0, a2 = a0, a3 = a0
  for (; list < end; list += 8) {
    const from = <usize>load<u32>(list)
    const g = loadSpread(list + 4)
    a0 = multiplyAdd(a0, g, load<Vector>(i0 + from))
    a1 = multiplyAdd(a1, g, load<Vector>(i1 + from))
    a2 = multiplyAdd(a2, g, load<Vector>(i2 + from))
    a3 = multiplyAdd(a3, g, load<Vector>(i3 + from))
  }
  store<Vector>(to, add(load<Vector>(to), a0))
  if (count > 1) store<Vector>(to, add(load<Vector>(to, STEP), a1), STEP)
  if (count > 2) store<Vector>(to, add(load<Vector>(to, 2 * STEP), a2), 2 * STEP)
  if (count > 3) store<Vector>(to, add(load<Vector>(to, 3 * STEP), a3), 3 * STEP)
}

/** Packed [Cout, chunks, WIDTH] to [KH, KW, Cin, Cout], leaving out what chunks hold beyond their run. */
function unpack(dw: usize, packed: usize, runs: i32, length: i32, co: i32): void {
  const paddedLength = WIDTH * runChunks(length)
  const stride = (<usize>(runs * paddedLength)) << 2
  for (let run = 0; run < runs; run++) {
    for (let i = 0; i < length; i++) {
      let from = packed + ((<usize>(run * paddedLength + i)) << 2)
      for (let c = 0; c < co; c++) {
        store<f32>(dw, load<f32>(from))
        dw += 4
        from += stride
      }
    }
  }
}
