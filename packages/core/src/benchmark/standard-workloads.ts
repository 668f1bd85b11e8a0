import { type BenchmarkGroup, benchmarkGroups } from './config.js'
import { type ImagenetOptions, imagenetWorkloads } from './imagenet-workloads.js'
import type { BenchmarkSubject } from './subject.js'
import { colourSubject, digitsOfWidth } from './subject.js'
import type { DigitData, ScalingAxis, Workload } from './workload.js'

/** Images of the digit workloads: enough to keep any pool of threads busy. */
const DIGITS = 16
const BATCH = 128
/** Images of each class in a study. */
const STUDY = 200
/** Without strides little of a map changes under a window until late: networks people use are not like that. */
const KIND = 'A small network without strides, kind to the incremental engine'
const UNCOVERED = { window: [0, 0], stride: [0, 0] } as const

/**
 * The workloads of some groups, in the order in which they are measured.
 *
 * @param options - `quick`: only the first one or two of each group; `draw`: where networks for photographs are drawn
 */
export function standardWorkloads(
  groups: readonly BenchmarkGroup[],
  data: DigitData,
  { quick = false, draw }: ImagenetOptions = {},
): Workload[] {
  const digits: BenchmarkSubject = {
    name: 'digits',
    description: 'the digit CNN, trained, and test images of MNIST',
    model: data.model,
    images: firstOf(data.test.images, DIGITS),
  }
  const made: Readonly<Record<BenchmarkGroup, () => Workload[]>> = {
    map: () => mapWorkloads(digits, quick),
    forward: () => [32, 1, 256].slice(0, quick ? 1 : undefined).map((n) => forwardWorkload(data, digits, n)),
    training: () => (data.train ? [trainingWorkload(data)] : []),
    study: () => (data.test.labels ? [studyWorkload(data, digits)] : []),
    imagenet: () => imagenetWorkloads({ quick, draw }),
    scaling: () => scalingWorkloads(digits),
  }
  return benchmarkGroups.filter((group) => groups.includes(group)).flatMap((group) => made[group]())
}

function mapWorkloads(digits: BenchmarkSubject, quick: boolean): Workload[] {
  const first = mapWorkload('map/digits', digits, 4, 1, 'One occlusion map of many')
  // The other networks are large, and take a moment to draw.
  if (quick) return [first]
  return [
    first,
    mapWorkload(
      'map/digits-single',
      { ...digits, images: firstOf(digits.images, 1) },
      4,
      1,
      'A single occlusion map',
    ),
    mapWorkload('map/digits-stride-2', digits, 6, 2, 'One occlusion map of many, coarser'),
    mapWorkload('map/colour-32', colourSubject(32, 4), 4, 2, KIND),
    mapWorkload('map/colour-64', colourSubject(64, 2), 8, 4, KIND),
  ]
}

function mapWorkload(
  id: string,
  subject: BenchmarkSubject,
  window: number,
  stride: number,
  title: string,
): Workload {
  return {
    ...{ id, task: 'map', unit: 'map', subject, images: subject.images.shape[0] },
    title: `${title}: ${subject.name}, window ${window}×${window}, stride ${stride}`,
    window: [window, window],
    stride: [stride, stride],
  }
}

function forwardWorkload({ test }: DigitData, digits: BenchmarkSubject, n: number): Workload {
  return {
    id: `forward/digits/${n}`,
    task: 'forward',
    title: `Forward pass, ${n} image${n === 1 ? '' : 's'} at a time`,
    unit: 'image',
    subject: { ...digits, images: firstOf(test.images, n) },
    images: n,
    ...UNCOVERED,
  }
}

function trainingWorkload({ train }: DigitData): Workload {
  const { images, labels } = train!
  const count = Math.min(images.shape[0], BATCH * 12)
  const subject: BenchmarkSubject = {
    ...digitsOfWidth(firstOf(images, count), 1),
    name: 'digits-training',
    description: 'the digit CNN from scratch, Adam, no augmentation and no dropout',
    labels: labels!.slice(0, count),
  }
  return {
    id: 'training/digits',
    task: 'training',
    title: `Training step, ${BATCH} images`,
    unit: 'step',
    subject,
    images: BATCH,
    ...UNCOVERED,
  }
}

function studyWorkload({ test }: DigitData, digits: BenchmarkSubject): Workload {
  const { images, labels } = test
  return {
    ...mapWorkload('study/digits', { ...digits, images, labels: labels! }, 4, 1, ''),
    task: 'study',
    title: `A whole study, ${STUDY} images of each class, window 4×4, stride 1`,
    unit: 'study',
    images: STUDY,
  }
}

/** The points of the curves. They are for the engine, and for one library beside it. */
function scalingWorkloads(digits: BenchmarkSubject): Workload[] {
  const only = ['incremental:simd', 'tfjs:wasm-simd', 'onnxruntime:node']
  const point = (axis: ScalingAxis, at: number, subject: BenchmarkSubject, window: number): Workload => ({
    ...mapWorkload(`scaling/${axis}/${at}`, subject, window, 1, `Scaling with ${axis}, ${at}`),
    scaling: { axis, at },
    only,
  })
  const some = (n: number) => ({ ...digits, images: firstOf(digits.images, n) })
  return [
    ...[1, 2, 4, 16].map((n) => point('images', n, some(n), 4)),
    ...[2, 5, 8, 12].map((window) => point('window', window, some(8), window)),
    ...[0.5, 1, 2].map((width) => point('width', width, digitsOfWidth(firstOf(digits.images, 4), width), 4)),
  ]
}

function firstOf(images: BenchmarkSubject['images'], n: number): BenchmarkSubject['images'] {
  const [all, height, width, channels] = images.shape
  const count = Math.min(all, n)
  return {
    data: images.data.slice(0, count * height * width * channels),
    shape: [count, height, width, channels],
  }
}
