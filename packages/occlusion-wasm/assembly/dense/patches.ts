import { STEP, WIDTH } from '../vector/vector'

/**
 * How both convolution gradients see an image: as patches, one under each output position, every patch with the same
 * layout. A patch is cut into runs of floats that lie next to each other in memory (a row of the kernel, or a single
 * tap where the kernel is dilated along x), and each run into chunks of a vector, the last one reaching past the
 * run's end. A table of the chunks' byte offsets from the patch's origin is then all a kernel needs to know, and
 * stride, dilation and padding cost it nothing. Images that need padding, and those a chunk could overrun, are copied
 * into a padded scratch image first.
 *
 * "Packed" filters and filter gradients hold, for each output channel, the patch's chunks one after the other:
 * [Cout, chunks, WIDTH].
 */

/** Bytes of a chunk. */
export const CHUNK: usize = STEP

/** Floats in a run. */
export function runLength(kw: i32, ci: i32, dilationX: i32): i32 {
  return dilationX == 1 ? kw * ci : ci
}

/** Runs in a patch. */
export function runCount(kh: i32, kw: i32, dilationX: i32): i32 {
  return dilationX == 1 ? kh : kh * kw
}

/** Chunks in a patch. */
export function chunkCount(kh: i32, kw: i32, ci: i32, dilationX: i32): i32 {
  return runCount(kh, kw, dilationX) * runChunks(runLength(kw, ci, dilationX))
}

/** Chunks that hold a run of floats. */
// @ts-ignore: decorator
@inline
export function runChunks(length: i32): i32 {
  return (length + WIDTH - 1) / WIDTH
}

/** Writes the byte offset of every chunk from the origin of its patch, in an image of `width` pixels a row. */
export function writeChunkOffsets(
  table: usize, kh: i32, kw: i32, ci: i32, dilationY: i32, dilationX: i32, width: i32,
): void {
  const runs = runCount(kh, kw, dilationX)
  const chunks = runChunks(runLength(kw, ci, dilationX))
  const runsPerRow = dilationX == 1 ? 1 : kw
  let at = table
  for (let run = 0; run < runs; run++) {
    const row = run / runsPerRow
    const column = run % runsPerRow
    const origin = (row * dilationY * width + column * dilationX) * ci * 4
    for (let i = 0; i < chunks; i++) {
      store<i32>(at, origin + i * <i32>CHUNK)
      at += 4
    }
  }
}

/** Rows (or columns) of the image that the patches reach, from the first padded one. */
export function extent(outputs: i32, stride: i32, taps: i32, dilation: i32): i32 {
  return (outputs - 1) * stride + (taps - 1) * dilation + 1
}

/** Copies an image [H, W, C] into a padded one of `height` × `width`, cropping what no patch reaches. */
export function padImage(
  to: usize, from: usize, h: i32, w: i32, c: i32, height: i32, width: i32, top: i32, left: i32,
): void {
  memory.fill(to, 0, (<usize>(height * width * c)) << 2)
  const columns = min(w, width - left)
  const rows = min(h, height - top)
  if (columns <= 0) return
  for (let y = 0; y < rows; y++) {
    memory.copy(
      to + ((<usize>(((y + top) * width + left) * c)) << 2),
      from + ((<usize>(y * w * c)) << 2),
      (<usize>(columns * c)) << 2,
    )
  }
}

/** The reverse: copies the inside of a padded image back; what no patch reached becomes zero. */
export function cropImage(
  to: usize, from: usize, h: i32, w: i32, c: i32, height: i32, width: i32, top: i32, left: i32,
): void {
  memory.fill(to, 0, (<usize>(h * w * c)) << 2)
  const columns = min(w, width - left)
  const rows = min(h, height - top)
  if (columns <= 0) return
  for (let y = 0; y < rows; y++) {
    memory.copy(
      to + ((<usize>(y * w * c)) << 2),
      from + ((<usize>(((y + top) * width + left) * c)) << 2),
      (<usize>(columns * c)) << 2,
    )
  }
}

/** Scratch layout, shared by both gradients: chunk offsets, packed filter, list entries, list counts, padded image. */
export function packedAt(scratch: usize, chunks: i32): usize {
  return align16(scratch + ((<usize>chunks) << 2))
}

/** The packed filter has room for whole panels of channels, which the forward pass cuts it into. */
export function entriesAt(packed: usize, chunks: i32, co: i32): usize {
  return packed + <usize>(((co + 7) & ~7) * chunks) * CHUNK
}

export function countsAt(entries: usize, positions: i32, co: i32): usize {
  return align16(entries + ((<usize>(positions * co)) << 3))
}

export function imageAt(counts: usize, co: i32): usize {
  return align16(counts + ((<usize>co) << 2))
}

function align16(address: usize): usize {
  return (address + 15) & ~(<usize>15)
}

/** Bytes of scratch memory either convolution gradient needs; the scratch must be 16-byte aligned. */
export function conv2dScratchBytes(
  ci: i32, kh: i32, kw: i32, co: i32, oh: i32, ow: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
): usize {
  const chunks = chunkCount(kh, kw, ci, dilationX)
  const image = imageAt(countsAt(entriesAt(packedAt(0, chunks), chunks, co), oh * ow, co), co)
  const floats = extent(oh, strideY, kh, dilationY) * extent(ow, strideX, kw, dilationX) * ci
  return image + ((<usize>floats) << 2) + CHUNK
}
