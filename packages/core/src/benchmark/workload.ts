import type { BenchmarkTask } from './backend.js'
import type { BenchmarkSubject } from './subject.js'

/** What one measurement does: a task, its sizes, and the subject it is done on. */
export interface Workload {
  /** `map/digits`, `forward/digits/32`: unique within a benchmark. */
  readonly id: string
  readonly task: BenchmarkTask
  /** In words, as a table's heading. */
  readonly title: string
  /** What is counted: a rate is so many of them a second. */
  readonly unit: 'map' | 'image' | 'step' | 'study'
  readonly subject: BenchmarkSubject
  /** Where the subject takes long to come by: is called, and waited for, before the workload is measured. */
  readonly ready?: () => Promise<void>
  /** Images a forward pass takes at once, a training step takes, maps are made of, or a study takes of each class. */
  readonly images: number
  /** Of maps and studies: [h, w] and [y, x]. */
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  /** The scaling curve it is a point of: what grows, and where on the axis it stands. */
  readonly scaling?: { readonly axis: ScalingAxis; readonly at: number }
  /** Ids of backends, or their beginnings, that it is done with; all that can if absent. */
  readonly only?: readonly string[]
}

export type ScalingAxis = 'images' | 'window' | 'width'

/** What a front end has to measure on: the digit CNN, trained, and MNIST's images. */
export interface DigitData {
  readonly model: BenchmarkSubject['model']
  /** For forward passes and maps, 64 images or so; for a study, a whole split with its labels. */
  readonly test: Pick<BenchmarkSubject, 'images' | 'labels'>
  /** For training; the same as `test` where there is no other. */
  readonly train?: Pick<BenchmarkSubject, 'images' | 'labels'>
}
