import { KernelError } from './kernels/kernel-error.js'
import { instantiateKernels, loadKernelModule } from './kernels/kernel-module.js'
import { chooseVariant, type KernelVariant } from './kernels/variants.js'

/** Fills batches of covered copies of an image. */
export interface MaskKernel {
  readonly variant: KernelVariant
  /**
   * Copies of one image, each with one window's values replaced by the baseline's.
   *
   * @param image - float32 [H, W, C]
   * @param baseline - float32 [H, W, C]: what a covered value becomes
   * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1 of each, ends exclusive, inside the image; empty ones cover nothing
   * @param from - the first window to use
   * @param to - one past the last
   * @param shape - [H, W, C]
   * @returns float32 [to - from, H, W, C], the caller's own
   * @throws KernelError `ENGINE_MEMORY`, `LENGTH_MISMATCH`, `WINDOW_RANGE` or `WINDOW_OUTSIDE_IMAGE`
   */
  cover(
    image: Float32Array,
    baseline: Float32Array,
    windows: Int32Array,
    from: number,
    to: number,
    shape: readonly [height: number, width: number, channels: number],
  ): Float32Array<ArrayBuffer>
}

/**
 * Starts the batched mask kernel.
 * @param options.variant - the build to run; by default the fastest whose bits are the same everywhere
 * @throws KernelError `VARIANT_UNAVAILABLE`
 */
export async function createMaskKernel(
  options: { readonly variant?: KernelVariant | undefined } = {},
): Promise<MaskKernel> {
  const variant = chooseVariant(options.variant)
  const memory = new WebAssembly.Memory({ initial: 1 })
  const kernels = instantiateKernels<MaskExports>(await loadKernelModule(variant), memory)
  return {
    variant,
    cover(image, baseline, windows, from, to, shape) {
      checkCover(image, baseline, windows, from, to, shape)
      const at = layOut(image.byteLength, to - from)
      reserve(memory, at.end)
      new Float32Array(memory.buffer, at.image, image.length).set(image)
      new Float32Array(memory.buffer, at.baseline, baseline.length).set(baseline)
      new Int32Array(memory.buffer, at.windows, (to - from) * 6).set(windows.subarray(from * 6, to * 6))
      kernels.coverWindows(at.copies, at.image, at.baseline, at.windows, to - from, ...shape)
      return new Float32Array(memory.buffer.slice(at.copies, at.end) as ArrayBuffer)
    },
  }
}

const MOST_BYTES = 2 ** 31

interface MaskExports {
  coverWindows(
    copies: number,
    image: number,
    baseline: number,
    windows: number,
    count: number,
    height: number,
    width: number,
    channels: number,
  ): void
}

/** Where each array lies, in bytes. */
function layOut(imageBytes: number, count: number) {
  const baseline = imageBytes
  const windows = baseline + imageBytes
  const copies = windows + count * 24
  return { image: 0, baseline, windows, copies, end: copies + count * imageBytes }
}

/** Growing detaches every view of the memory, so views are taken after it. */
function reserve(memory: WebAssembly.Memory, bytes: number): void {
  if (bytes > MOST_BYTES) {
    throw new KernelError(
      'ENGINE_MEMORY',
      `${Math.ceil(bytes / 2 ** 20)} MiB of covered copies, expected at most 2048`,
    )
  }
  const missing = bytes - memory.buffer.byteLength
  if (missing <= 0) return
  try {
    memory.grow(Math.ceil(missing / 65536))
  } catch (cause) {
    throw new KernelError(
      'ENGINE_MEMORY',
      `${missing} bytes for covered copies are more than this machine has`,
      { cause },
    )
  }
}

function checkCover(
  image: Float32Array,
  baseline: Float32Array,
  windows: Int32Array,
  from: number,
  to: number,
  shape: readonly [number, number, number],
): void {
  const size = shape[0] * shape[1] * shape[2]
  const expected = `${size} values, ${shape.join('×')}`
  if (image.length !== size) {
    throw new KernelError('LENGTH_MISMATCH', `image: expected ${expected}, got ${image.length}`)
  }
  if (baseline.length !== size) {
    throw new KernelError('LENGTH_MISMATCH', `baseline: expected ${expected}, got ${baseline.length}`)
  }
  if (
    !(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to * 6 <= windows.length)
  ) {
    const count = Math.floor(windows.length / 6)
    throw new KernelError(
      'WINDOW_RANGE',
      `windows: expected a range within 0 to ${count}, got ${from} to ${to}`,
    )
  }
  for (let p = from; p < to; p++) checkWindow(windows.subarray(p * 6, p * 6 + 6), p, shape)
}

/** Inside the kernel a window outside the image would write over other data. */
function checkWindow(window: Int32Array, p: number, shape: readonly [number, number, number]): void {
  const inside = shape.every((size, axis) => {
    const start = window[axis]!
    const end = window[axis + 3]!
    return 0 <= start && start <= end && end <= size
  })
  if (!inside) {
    throw new KernelError(
      'WINDOW_OUTSIDE_IMAGE',
      `windows: window ${p}, [${window.join(', ')}], does not lie within ${shape.join('×')}`,
    )
  }
}
