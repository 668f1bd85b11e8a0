/** Connected pixels on the same side of the threshold. */
export interface Cluster {
  /** +1 where t is above the threshold, −1 where it is below its negative. */
  readonly sign: 1 | -1
  /** Sum of |t| over the pixels. */
  readonly mass: number
  /** Flat indices y·W + x, rising. */
  readonly pixels: readonly number[]
}

/** Finds the 4-connected clusters of maps of one size; its buffers serve any number of maps. */
export interface ClusterFinder {
  /** All clusters, heaviest first. @param t - [H, W] */
  clusters(t: Float64Array): Cluster[]
  /** The largest mass of any cluster, 0 without one. @param t - [H, W] */
  heaviest(t: Float64Array): number
}

/**
 * @param height - H
 * @param width - W
 * @param threshold - pixels with |t| above it form clusters, of each sign apart
 */
export function clusterFinder(height: number, width: number, threshold: number): ClusterFinder {
  const pixels = height * width
  const sides = new Int8Array(pixels)
  const stack = new Int32Array(pixels)

  const classify = (t: Float64Array): void => {
    for (let p = 0; p < pixels; p++) sides[p] = t[p]! > threshold ? 1 : t[p]! < -threshold ? -1 : 0
  }
  /** Flood-fills the cluster of one pixel, erasing it from `sides`; its pixels are left at the bottom of `stack`. */
  const fill = (start: number): number => {
    const side = sides[start]!
    let [found, next] = [1, 0]
    stack[0] = start
    sides[start] = 0
    const visit = (p: number): void => {
      if (sides[p] !== side) return
      sides[p] = 0
      stack[found++] = p
    }
    while (next < found) {
      const p = stack[next++]!
      const x = p % width
      if (x > 0) visit(p - 1)
      if (x < width - 1) visit(p + 1)
      if (p >= width) visit(p - width)
      if (p < pixels - width) visit(p + width)
    }
    return found
  }
  const massOf = (t: Float64Array, count: number): number => {
    let mass = 0
    for (let i = 0; i < count; i++) mass += Math.abs(t[stack[i]!]!)
    return mass
  }

  return {
    clusters(t) {
      classify(t)
      const found: Cluster[] = []
      for (let p = 0; p < pixels; p++) {
        const sign = sides[p]
        if (sign !== 1 && sign !== -1) continue
        const count = fill(p)
        found.push({ sign, mass: massOf(t, count), pixels: [...stack.subarray(0, count).sort()] })
      }
      return found.sort((one, other) => other.mass - one.mass)
    },
    heaviest(t) {
      classify(t)
      let largest = 0
      for (let p = 0; p < pixels; p++) if (sides[p] !== 0) largest = Math.max(largest, massOf(t, fill(p)))
      return largest
    },
  }
}
