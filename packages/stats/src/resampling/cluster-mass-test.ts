import { studentTDistribution } from '../distributions/student-t.js'
import { requireBetween, requireCount, requireSample, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { type Cluster, clusterFinder } from './clusters.js'
import { permutationPValue } from './permutation-p-value.js'
import { pixelwiseT } from './pixelwise-t.js'
import { randomSubset } from './random-subset.js'

/** A stack of images of one size. */
export interface ImageStack {
  /** [n, H, W] row by row. */
  readonly data: Sample
  readonly shape: readonly [n: number, height: number, width: number]
}

export interface ClusterMassOptions {
  /** |t| above which a pixel belongs to a cluster; unless told, the two-sided 5% point of Student's t. */
  readonly threshold?: number | undefined
  /** Random permutations; 4,999 unless told. */
  readonly permutations?: number | undefined
  /** Draws from [0, 1). */
  readonly uniform: Uniform
  /** Aborting rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** Told now and then how many permutations are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** An area where the groups differ. */
export interface TestedCluster extends Cluster {
  /** Chance under the null of a cluster of this mass or more anywhere, of either sign: corrected for all pixels. */
  readonly p: number
}

export interface ClusterMassResult {
  /** Heaviest first. */
  readonly clusters: readonly TestedCluster[]
  /** float64 [H, W]: Student's t of each pixel, first stack minus second; 0 where a pixel does not vary. */
  readonly t: Float64Array
  /** The |t| that was applied. */
  readonly threshold: number
  /** float64 [permutations], the heaviest cluster's mass under each relabelling, in the order drawn. */
  readonly nullMasses: Float64Array
}

/** Additions between two looks at the signal: some 20 ms. */
const WORK_PER_SLICE = 3e7

/**
 * Cluster-mass permutation test: in which areas do two stacks of images differ?
 *
 * Student's t is taken at each pixel; 4-connected pixels with t above the threshold, and separately those below minus
 * the threshold, form clusters, whose mass is the sum of |t|. Each is compared with the heaviest cluster of either sign
 * under random relabellings of the images: p = (b + 1)/(m + 1) controls the chance of any false cluster (Bullmore et
 * al., 1999, IEEE Transactions on Medical Imaging 18, 32–42; Maris and Oostenveld, 2007, Journal of Neuroscience
 * Methods 164, 177–190). It says that the groups differ and roughly where; the border of a cluster carries no p.
 *
 * @param a - [nA, H, W]
 * @param b - [nB, H, W] of the same size
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (either n < 2), NOT_FINITE, OUT_OF_RANGE
 */
export async function clusterMassTest(
  a: ImageStack,
  b: ImageStack,
  options: ClusterMassOptions,
): Promise<ClusterMassResult> {
  const { permutations = 4999, uniform, signal, onProgress } = options
  const [height, width] = requireStacks(a, b)
  requireCount(permutations, 'permutations', 1)
  const [nA, nB] = [a.shape[0], b.shape[0]]
  const threshold = options.threshold ?? studentTDistribution(nA + nB - 2).upperQuantile(0.025)
  requireBetween(threshold, 'threshold', 0, Infinity)
  signal?.throwIfAborted()

  const pixelwise = pixelwiseT(a.data, b.data, height * width)
  const finder = clusterFinder(height, width, threshold)
  const order = Int32Array.from({ length: nA + nB }, (_, i) => i)
  const t = pixelwise(order).slice()
  const observed = finder.clusters(t)

  const few = Math.min(nA, nB)
  const slice = Math.max(1, Math.floor(WORK_PER_SLICE / (few * height * width)))
  const nullMasses = new Float64Array(permutations)
  for (let done = 0; done < permutations; done++) {
    if (done > 0 && done % slice === 0) {
      onProgress?.(done, permutations)
      await new Promise((resolve) => setTimeout(resolve))
      signal?.throwIfAborted()
    }
    randomSubset(order, few, uniform)
    nullMasses[done] = finder.heaviest(pixelwise(order))
  }
  onProgress?.(permutations, permutations)
  const clusters = observed.map((cluster) => {
    const heavier = nullMasses.reduce(
      (count, mass) => count + (mass >= cluster.mass * (1 - 1e-12) ? 1 : 0),
      0,
    )
    return { ...cluster, p: permutationPValue(heavier, permutations) }
  })
  return { clusters, t, threshold, nullMasses }
}

function requireStacks(a: ImageStack, b: ImageStack): readonly [height: number, width: number] {
  const [, height, width] = a.shape
  for (const [name, stack] of [
    ['a', a],
    ['b', b],
  ] as const) {
    const [n, h, w] = stack.shape
    if (h !== height || w !== width || stack.data.length !== n * h * w) {
      const detail = `${name} holds ${stack.data.length} values in shape [${stack.shape}], expected [n, ${height}, ${width}]`
      throw new StatisticsError('LENGTH_MISMATCH', detail)
    }
    if (n < 2) throw new StatisticsError('TOO_FEW_VALUES', `${name} holds ${n} images, at least 2 are needed`)
    requireSample(stack.data, `${name}.data`, 1)
  }
  return [height, width]
}
