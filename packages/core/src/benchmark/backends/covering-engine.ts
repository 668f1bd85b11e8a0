import type { OutputHead } from '@umbra/occlusion-wasm'
import type { OcclusionEngine } from '../../engines/engine.js'

/** Anything that gives logits for a batch of images. */
export interface Predictor {
  /** What runs, in its own words. */
  readonly detail: string
  readonly classes: number
  readonly head: OutputHead
  /** [H, W, C]. */
  readonly inputShape: readonly [number, number, number]
  /**
   * @param images - float32 [n, H, W, C]
   * @returns float32 [n, K]
   */
  predict(images: Float32Array, n: number): Promise<Float32Array>
  dispose(): void
}

/** An engine whose batches can be set. */
export interface CoveringEngine extends OcclusionEngine {
  /** Covered copies predicted at once. */
  batch: number
}

/**
 * What a good user of a library writes: covered copies are filled in plain JavaScript, in batches, and predicted. No part of
 * Umbra's own kernels runs.
 */
export function coveringEngine(predictor: Predictor): CoveringEngine {
  const { classes, head, inputShape } = predictor
  const size = inputShape[0] * inputShape[1] * inputShape[2]
  let copies = new Float32Array(0)
  const engine: CoveringEngine = {
    batch: 128,
    report: { name: 'batched', variant: predictor.detail, threads: 1, reason: 'asked for' },
    classes,
    head,
    inputShape,
    async score({ images, n, windows, baselines }) {
      const count = windows.length / 6
      const base = await predictor.predict(images.subarray(0, n * size), n)
      const covered = new Float32Array(n * count * classes)
      const batch = Math.max(1, Math.min(engine.batch, count))
      if (copies.length !== batch * size) copies = new Float32Array(batch * size)
      for (let i = 0; i < n; i++) {
        const image = images.subarray(i * size, (i + 1) * size)
        const baseline = baselines.subarray(i * size, (i + 1) * size)
        for (let from = 0; from < count; from += batch) {
          const to = Math.min(count, from + batch)
          for (let p = from; p < to; p++) {
            const copy = copies.subarray((p - from) * size, (p - from + 1) * size)
            copy.set(image)
            cover(copy, baseline, windows, p * 6, inputShape)
          }
          const scores = await predictor.predict(copies.subarray(0, (to - from) * size), to - from)
          covered.set(scores, (i * count + from) * classes)
        }
      }
      return { base, covered }
    },
    dispose: () => predictor.dispose(),
  }
  return engine
}

function cover(
  copy: Float32Array,
  baseline: Float32Array,
  windows: Int32Array,
  at: number,
  [, width, channels]: readonly [number, number, number],
): void {
  for (let y = windows[at]!; y < windows[at + 3]!; y++) {
    for (let x = windows[at + 1]!; x < windows[at + 4]!; x++) {
      const pixel = (y * width + x) * channels
      for (let c = windows[at + 2]!; c < windows[at + 5]!; c++) copy[pixel + c] = baseline[pixel + c]!
    }
  }
}
