import { withDefaultWindows } from '../attribution/occlusion/default-windows.js'
import type { BenchmarkGroup } from './config.js'
import { type BenchmarkSubject, noise, subjectNetwork } from './subject.js'
import type { Workload } from './workload.js'

/** Images of noise a forward pass takes at once, and that maps are made of. */
const BATCH = 8
const MAPS = 2

/** Groups that there are workloads of for any model: training and studies take the project's own data. */
const GROUPS: readonly BenchmarkGroup[] = ['map', 'forward']

/**
 * The workloads of a person's own model: maps with the windows that its images get unless told, and forward passes, of noise.
 *
 * @param subject - the model, its name and where it comes from
 * @param groups - of which those that any model has are taken
 * @throws UnsupportedLayerError where no network can say the model: nothing would check its scores
 */
export function modelWorkloads(
  subject: Pick<BenchmarkSubject, 'name' | 'description' | 'model'>,
  groups: readonly BenchmarkGroup[],
): Workload[] {
  const { inputShape } = subjectNetwork(subject)
  const { window, stride } = withDefaultWindows({}, inputShape)
  const of = (n: number) => ({ ...subject, images: noise(n, inputShape) })
  const { name } = subject
  const words = `window ${window.join('×')}, stride ${stride.join('×')}`
  const made = {
    map: {
      ...{ id: 'map/model', task: 'map', unit: 'map', subject: of(MAPS), images: MAPS, window, stride },
      title: `An occlusion map of ${name}, ${words}`,
    },
    forward: {
      ...{ id: `forward/model/${BATCH}`, task: 'forward', unit: 'image', subject: of(BATCH), images: BATCH },
      title: `Forward pass of ${name}, ${BATCH} images at a time`,
      ...{ window: [0, 0], stride: [0, 0] },
    },
  } as const satisfies Record<'map' | 'forward', Workload>
  return GROUPS.filter((group) => groups.includes(group)).map((group) => made[group as keyof typeof made])
}
