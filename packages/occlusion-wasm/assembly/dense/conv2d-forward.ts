import { chunkCount, countsAt, entriesAt, extent, imageAt, packedAt, padImage, runChunks, runCount, runLength, writeChunkOffsets } from './patches'
import { add, loadSpread, maximum, multiplyAdd, spread, STEP, Vector, WIDTH } from '../vector/vector'

/** Output channels computed together: two vectors. */
const PANEL: i32 = 2 * WIDTH
/** Bytes of one row of a panel. */
const ROW: usize = 2 * STEP

/**
 * A 2-D convolution with its bias and, if wanted, ReLU, in one pass: y = f(Σ x·W + b). Four output positions by two vectors
 * of channels stay in registers while the patches go by; the filter is first cut into panels of such channels that lie together.
 *
 * @param x - float32 [N, H, W, Cin]
 * @param filter - float32 [KH, KW, Cin, Cout]
 * @param bias - float32 [Cout], or 0 for none
 * @param y - float32 [N, OH, OW, Cout], overwritten
 * @param scratch - `conv2dScratchBytes`, 16-byte aligned
 * @param relu - 1 to replace negative outputs by zero
 */
export function conv2dForward(
  x: usize, filter: usize, bias: usize, y: usize, scratch: usize, relu: i32,
  n: i32, h: i32, w: i32, ci: i32, kh: i32, kw: i32, co: i32, oh: i32, ow: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const chunks = chunkCount(kh, kw, ci, dilationX)
  const length = runLength(kw, ci, dilationX)
  const runs = runCount(kh, kw, dilationX)
  const height = extent(oh, strideY, kh, dilationY)
  const width = extent(ow, strideX, kw, dilationX)
  const inPlace = top == 0 && left == 0 && height <= h && width <= w
  const rowPixels = inPlace ? w : width
  const packed = packedAt(scratch, chunks)
  const padded = imageAt(countsAt(entriesAt(packed, chunks, co), oh * ow, co), co)
  writeChunkOffsets(scratch, kh, kw, ci, dilationY, dilationX, rowPixels)
  packPanels(packed, filter, kh * kw * ci, co)

  for (let i = 0; i < n; i++) {
    let image = x + ((<usize>(i * h * w * ci)) << 2)
    if (!inPlace) {
      padImage(padded, image, h, w, ci, height, width, top, left)
      image = padded
    }
    let panel = packed
    for (let c = 0; c < co; c += PANEL) {
      convolvePanel(
        image, panel, bias == 0 ? 0 : bias + ((<usize>c) << 2), y + ((<usize>c) << 2), scratch, relu, min(PANEL, co - c),
        (<usize>co) << 2, oh, ow, strideY * rowPixels * ci * 4, strideX * ci * 4, runs, length,
      )
      panel += (<usize>(kh * kw * ci * PANEL)) << 2
    }
    y += (<usize>(oh * ow * co)) << 2
  }
}

/** [K, Cout] to [Cout / PANEL, K, PANEL], with zeros beyond the last channel. */
function packPanels(packed: usize, filter: usize, k: i32, co: i32): void {
  for (let c = 0; c < co; c += PANEL) {
    const count = min(PANEL, co - c)
    let from = filter + ((<usize>c) << 2)
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < PANEL; j++) store<f32>(packed + ((<usize>j) << 2), j < count ? load<f32>(from + ((<usize>j) << 2)) : <f32>0)
      packed += ROW
      from += (<usize>co) << 2
    }
  }
}

/** All positions of one image, for the channels of one panel. */
function convolvePanel(
  image: usize, panel: usize, bias: usize, y: usize, table: usize, relu: i32, channels: i32, pixel: usize,
  oh: i32, ow: i32, rowBytes: i32, columnBytes: i32, runs: i32, length: i32,
): void {
  const positions = oh * ow
  let position = 0
  let oy = 0
  let ox = 0
  if (channels == PANEL) {
    for (; position + 4 <= positions; position += 4) {
      let p0: usize = 0, p1: usize = 0, p2: usize = 0, p3: usize = 0
      for (let i = 0; i < 4; i++) {
        p0 = p1
        p1 = p2
        p2 = p3
        p3 = image + oy * rowBytes + ox * columnBytes
        if (++ox == ow) {
          ox = 0
          oy++
        }
      }
      tileOfFour(p0, p1, p2, p3, panel, y, pixel, table, runs, length, bias, relu)
      y += 4 * pixel
    }
  }
  for (; position < positions; position++) {
    const from = image + oy * rowBytes + ox * columnBytes
    for (let c = 0; c < channels; c++) {
      const at = (<usize>c) << 2
      const sum = patchProduct(from, panel + at, table, runs, length) + (bias == 0 ? <f32>0 : load<f32>(bias + at))
      store<f32>(y + at, relu ? max(sum, <f32>0) : sum)
    }
    y += pixel
    if (++ox == ow) {
      ox = 0
      oy++
    }
  }
}

/** One output: a patch times one channel of a panel. */
function patchProduct(from: usize, weights: usize, table: usize, runs: i32, length: i32): f32 {
  const chunksBytes = (<usize>runChunks(length)) << 2
  let sum: f32 = 0
  for (let run = 0; run < runs; run++) {
    const start = from + load<u32>(table + <usize>run * chunksBytes)
    for (let i = 0; i < length; i++) {
      sum += load<f32>(start + ((<usize>i) << 2)) * load<f32>(weights)
      weights += ROW
    }
  }
  return sum
}

/** Four positions by the channels of a panel. */
function tileOfFour(
  p0: usize, p1: usize, p2: usize, p3: usize, panel: usize, y: usize, pixel: usize,
  table: usize, runs: i32, length: i32, bias: usize, relu: i32,
): void {
  let s00 = spread(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
  const chunksBytes = (<usize>runChunks(length)) << 2
  for (let run = 0; run < runs; run++) {
    const offset = <usize>load<u32>(table + <usize>run * chunksBytes)
    let a0 = p0 + offset, a1 = p1 + offset, a2 = p2 + offset, a3 = p3 + offset
    for (let i = 0; i < length; i++) {
      const w0 = load<Vector>(panel), w1 = load<Vector>(panel, STEP)
      let v = loadSpread(a0)
      s00 = multiplyAdd(s00, v, w0); s01 = multiplyAdd(s01, v, w1)
      v = loadSpread(a1)
      s10 = multiplyAdd(s10, v, w0); s11 = multiplyAdd(s11, v, w1)
      v = loadSpread(a2)
      s20 = multiplyAdd(s20, v, w0); s21 = multiplyAdd(s21, v, w1)
      v = loadSpread(a3)
      s30 = multiplyAdd(s30, v, w0); s31 = multiplyAdd(s31, v, w1)
      panel += ROW
      a0 += 4
      a1 += 4
      a2 += 4
      a3 += 4
    }
  }
  const b0 = bias == 0 ? spread(0) : load<Vector>(bias)
  const b1 = bias == 0 ? spread(0) : load<Vector>(bias, STEP)
  const floor = spread(relu ? 0 : -Infinity)
  storePair(y, add(s00, b0), add(s01, b1), floor)
  storePair(y + pixel, add(s10, b0), add(s11, b1), floor)
  storePair(y + 2 * pixel, add(s20, b0), add(s21, b1), floor)
  storePair(y + 3 * pixel, add(s30, b0), add(s31, b1), floor)
}

// @ts-ignore: decorator
@inline
function storePair(y: usize, s0: Vector, s1: Vector, floor: Vector): void {
  store<Vector>(y, maximum(s0, floor))
  store<Vector>(y, maximum(s1, floor), STEP)
}
