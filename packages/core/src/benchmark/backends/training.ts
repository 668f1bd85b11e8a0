import type { Dataset } from '../../dataset/dataset.js'
import { InputError } from '../../errors.js'
import type { Sequential, TensorFlow } from '../../tensorflow/tensorflow.js'
import { epochOrder } from '../../training/micro-batches.js'
import { trainModel } from '../../training/train-model.js'
import type { SessionSurroundings } from '../session.js'
import { type BenchmarkSubject, trainableModel } from '../subject.js'
import { layersModelOn } from './tensorflow-predictor.js'

/** Steps of training: the mean time of those after the first, and the loss of each. */
export interface TrainedSteps {
  readonly milliseconds: number
  /** float32 [steps], mean cross-entropy of each step's batch before its update. */
  readonly losses: Float32Array
}

/** What every backend trains with: Adam, without schedule, augmentation or dropout. */
const LEARNING_RATE = 0.001

/** Trains for some steps from the subject's weights, on its images in order. @param batch - images a step */
export type TrainSteps = (batch: number, steps: number) => Promise<TrainedSteps>

/** Umbra's own training. What it takes to start and end it is not counted. */
export function umbraTraining(
  subject: BenchmarkSubject,
  threads: number,
  { wasmPaths }: SessionSurroundings,
): TrainSteps {
  return async (batch, steps) => {
    const seed = 0
    const train = datasetOf(subject, epochOrder(seed, 0, batch * steps))
    const test = datasetOf(subject, Uint32Array.of(0))
    const losses: number[] = []
    const ends: number[] = []
    let sum = 0
    await trainModel(
      train,
      test,
      {
        ...{ epochs: 1, batchSize: batch, seed, shift: 0, rotation: 0, scale: 0, dropout: 0 },
        ...{ learningRate: LEARNING_RATE, warmUp: 0, decay: 'none' },
      },
      {
        threads,
        initial: trainableModel(subject),
        wasmPaths,
        onProgress({ stage, detail }) {
          if (stage !== 'training') return
          ends.push(performance.now())
          const total = detail!.loss! * ends.length
          losses.push(total - sum)
          sum = total
        },
      },
    )
    return { milliseconds: (ends.at(-1)! - ends[0]!) / (ends.length - 1), losses: Float32Array.from(losses) }
  }
}

/** The subject's first images, stored so that training's own shuffling brings them back in the subject's order. */
function datasetOf({ name, images, labels }: BenchmarkSubject, order: Uint32Array): Dataset {
  const [n, height, width, channels] = images.shape
  if (!labels || n < order.length) {
    throw new InputError('BENCHMARK_IMAGES', `training takes ${order.length} labelled images, there are ${n}`)
  }
  const size = height * width * channels
  const data = new Float32Array(order.length * size)
  const own = new Uint16Array(order.length)
  for (const [place, at] of order.entries()) {
    data.set(images.data.subarray(place * size, (place + 1) * size), at * size)
    own[at] = labels[place]!
  }
  return {
    name,
    images: { data, shape: [order.length, height, width, channels] },
    labels: own,
    classNames: Array.from({ length: 10 }, (_, k) => String(k)),
    sha256: { images: '', labels: '' },
  }
}

/** The training loop a good user of TensorFlow.js writes. */
export function tensorFlowTraining(tf: TensorFlow, subject: BenchmarkSubject): TrainSteps {
  return async (batch, steps) => {
    const { data, images, labels } = { data: subject.images.data, ...subject }
    if (!labels) throw new InputError('BENCHMARK_IMAGES', 'training takes labelled images')
    const model = (await layersModelOn(tf, trainableModel(subject))) as Sequential
    const optimiser = tf.train.adam(LEARNING_RATE)
    const [, ...shape] = images.shape
    const size = shape[0] * shape[1] * shape[2]
    const losses = new Float32Array(steps)
    let first = 0
    try {
      for (let step = 0; step < steps; step++) {
        const [from, to] = [step * batch, (step + 1) * batch]
        const loss = tf.tidy(() => {
          const x = tf.tensor4d(data.subarray(from * size, to * size), [batch, ...shape])
          const y = tf.oneHot(
            tf.tensor1d(Int32Array.from(labels.subarray(from, to)), 'int32'),
            model.outputs[0]!.shape[1]!,
          )
          return optimiser.minimize(
            () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as typeof x),
            true,
          )!
        })
        losses[step] = (await loss.data())[0]!
        loss.dispose()
        if (step === 0) first = performance.now()
      }
      return { milliseconds: (performance.now() - first) / (steps - 1), losses }
    } finally {
      optimiser.dispose()
      model.dispose()
    }
  }
}
