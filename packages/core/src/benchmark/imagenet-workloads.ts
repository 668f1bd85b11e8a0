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

/** Of a first look: of the smallest, then of one that has most of its work in 3×3 convolutions. */
const QUICK = ['mobilenet-v2', 'resnet-18']

/** Draws the subject whose name it is, somewhere else. */
export type DrawSubject = (id: string) => Promise<BenchmarkSubject>

export interface ImagenetOptions {
  /** Only one workload of each of a few. */
  readonly quick?: boolean | undefined
  /** Where drawing on the thread that asks would keep it too long. */
  readonly draw?: DrawSubject | undefined
}

/**
 * Maps of one image by networks that people use for photographs. A network is drawn when its workload is measured, and let go of
 * when another's is: all at once would be a gigabyte.
 */
export function imagenetWorkloads({ quick = false, draw }: ImagenetOptions = {}): Workload[] {
  const kept = new Latest()
  const chosen = quick ? QUICK.map(architectureOf) : architectures
  return chosen.flatMap((architecture) =>
    COVERINGS.slice(0, quick ? 1 : undefined).map(
      ([window, stride]): Workload => ({
        id: `imagenet/${architecture.id}/${window}`,
        task: 'map',
        title: `An occlusion map of ${architecture.name} at ${architecture.size}×${architecture.size}, window ${window}×${window}, stride ${stride}`,
        unit: 'map',
        get subject() {
          return kept.get(architecture.id) ?? kept.keep(architecture.id, imagenetSubject(architecture.id))
        },
        ...(draw && {
          async ready() {
            if (!kept.get(architecture.id)) kept.keep(architecture.id, await draw(architecture.id))
          },
        }),
        images: 1,
        window: [window, window],
        stride: [stride, stride],
      }),
    ),
  )
}

/** Draws what maps of a network are measured on, which takes seconds. @param id - of one of the architectures */
export function imagenetSubject(id: string): BenchmarkSubject {
  const architecture = architectureOf(id)
  const { name, size } = architecture
  const image = photographLike(size)
  return {
    name: id,
    description: `${name} with random weights and calibrated norms, an image with the spectrum of photographs`,
    model: drawNetwork(architecture, image),
    images: { data: image, shape: [1, size, size, 3] },
  }
}

function architectureOf(id: string): Architecture {
  const found = architectures.find((architecture) => architecture.id === id)
  if (!found) throw new RangeError(`${id} is none of ${architectures.map((each) => each.id).join(', ')}`)
  return found
}

/** The subject drawn last. */
class Latest {
  #id: string | undefined
  #subject: BenchmarkSubject | undefined

  get(id: string): BenchmarkSubject | undefined {
    // Another's is let go of before it is drawn.
    if (this.#id !== id) this.#subject = undefined
    return this.#subject
  }

  keep(id: string, subject: BenchmarkSubject): BenchmarkSubject {
    this.#id = id
    this.#subject = subject
    return subject
  }
}
