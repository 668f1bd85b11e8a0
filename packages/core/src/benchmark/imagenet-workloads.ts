import { type Architecture, architectures } from './networks/architectures.js'
import { drawNetwork } from './networks/draw-network.js'
import { photographLike } from './networks/photograph-like.js'
import type { BenchmarkSubject } from './subject.js'
import type { Workload } from './workload.js'

/** Sides of windows and strides: those people begin with, and finer ones. */
const COVERINGS = [
  [32, 16],
  [16, 8],
] as const

/**
 * Maps of one image by networks that people use for photographs. A network is drawn when its workload is measured, and let go of
 * when another's is: all at once would be a gigabyte.
 */
export function imagenetWorkloads(): Workload[] {
  const subjectOf = latest((architecture: Architecture) => subjectFor(architecture))
  return architectures.flatMap((architecture) =>
    COVERINGS.map(
      ([window, stride]): Workload => ({
        id: `imagenet/${architecture.id}/${window}`,
        task: 'map',
        title: `An occlusion map of ${architecture.name} at ${architecture.size}×${architecture.size}, window ${window}×${window}, stride ${stride}`,
        unit: 'map',
        get subject() {
          return subjectOf(architecture)
        },
        images: 1,
        window: [window, window],
        stride: [stride, stride],
      }),
    ),
  )
}

function subjectFor(architecture: Architecture): BenchmarkSubject {
  const { id, name, size } = architecture
  const image = photographLike(size)
  return {
    name: id,
    description: `${name} with random weights and calibrated norms, an image with the spectrum of photographs`,
    model: drawNetwork(architecture, image),
    images: { data: image, shape: [1, size, size, 3] },
  }
}

/** Keeps what was made last, for as long as the same is asked for. */
function latest<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let kept: { readonly key: Key; readonly value: Value } | undefined
  return (key) => {
    if (kept?.key !== key) {
      kept = undefined
      kept = { key, value: make(key) }
    }
    return kept.value
  }
}
