import { describe, expect, it, vi } from 'vitest'
import type { Dataset } from '../dataset/dataset.js'
import { evaluateModel } from '../evaluation/evaluation.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { withFloat16Weights } from '../formats/keras/quantisation.js'
import { modelSha256 } from '../formats/model-sha256.js'
import { Random } from '../random.js'
import { registerGradientKernels } from '../tensorflow/kernels/register-gradient-kernels.js'
import { artifactsOf } from '../tensorflow/layers-model.js'
import { loadTensorFlow, type TensorFlow } from '../tensorflow/tensorflow.js'
import { version } from '../version.js'
import { type Checkpoint, checkpointFile, parseCheckpoint } from './checkpoint.js'
import type { TrainingOptions } from './config.js'
import { type TrainingTask, trainModel } from './train-model.js'

/** Bright squares in one of three corners, in noise: easy to learn. */
function squares(n: number, seed: number): Dataset {
  const random = new Random(seed)
  const data = new Float32Array(n * 144)
  const labels = Uint8Array.from({ length: n }, () => random.integer(3))
  for (const [i, label] of labels.entries()) {
    const [top, left] = [label === 1 ? 7 : 1, label === 2 ? 7 : 1]
    for (let at = 0; at < 144; at++) {
      const inside = Math.abs(Math.floor(at / 12) - top - 2) < 2 && Math.abs((at % 12) - left - 2) < 2
      data[i * 144 + at] = (inside ? 0.6 : 0) + 0.4 * random.uniform()
    }
  }
  const hash = String(seed).padStart(64, '0')
  return {
    name: `squares ${seed}`,
    images: { data, shape: [n, 12, 12, 1] },
    labels,
    classNames: ['a', 'b', 'c'],
    sha256: { images: hash, labels: hash },
  }
}

const train = squares(70, 1)
const test = squares(60, 2)
/** 70 images in batches of 16: the last batch is smaller, and its micro-batches are uneven. */
const options: TrainingOptions = {
  epochs: 3,
  batchSize: 16,
  microBatches: 3,
  learningRate: 0.004,
  shift: 1,
  rotation: 5,
  seed: 7,
}

const fit = (task: TrainingTask = {}, changed: TrainingOptions = {}) =>
  trainModel(train, test, { ...options, ...changed }, task)
const provenance = (model: ModelArtifacts) => model.userDefinedMetadata!.umbra!

describe('training', () => {
  it('learns, tells how it went, and uses the gradient kernels', async () => {
    const kernels = await registerGradientKernels(await loadTensorFlow())
    const before = kernels.calls.Conv2DBackpropFilter!
    const progress: Record<string, number>[] = []
    const model = await fit(
      {
        threads: 1,
        onProgress: ({ stage, done, detail }) => stage === 'training' && progress.push({ done, ...detail }),
      },
      { epochs: 12 },
    )
    // Two convolutions, three micro-batches, five batches, twelve epochs.
    expect(kernels.calls.Conv2DBackpropFilter! - before).toBe(2 * 3 * 5 * 12)
    const { test: result, history, config, engine, data } = provenance(model)
    expect(result.accuracy).toBeGreaterThan(0.9)
    expect(result).toMatchObject({ n: 60, accuracy: (await evaluateModel(model, test)).accuracy })
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss)
    expect(config).toMatchObject({ ...options, epochs: 12 })
    expect(engine.threads).toBe(1)
    expect(data.sha256).toEqual(train.sha256)
    expect(progress.map(({ done }) => done).slice(0, 7)).toEqual([0, 16, 32, 48, 64, 70, 86])
    expect(progress[0]).toEqual({ done: 0, epoch: 1, epochs: 12, batch: 0, batches: 5 })
    expect(progress[5]).toMatchObject({ epoch: 1, epochs: 12, batch: 5, batches: 5, loss: history[0]!.loss })
    expect(progress.at(-1)).toMatchObject({ epoch: 12, batch: 5, done: 840 })
  })

  it('gives the same bits for 1, 2 and 3 threads, with or without shared memory, and others for another seed', async () => {
    const one = await fit({ threads: 1 })
    const hash = await modelSha256(one)
    for (const threads of [2, 3]) {
      const model = await fit({ threads })
      expect(provenance(model).engine.threads).toBe(threads)
      expect(await modelSha256(model)).toBe(hash)
      expect(provenance(model).history.map(({ loss, accuracy }) => [loss, accuracy])).toEqual(
        provenance(one).history.map(({ loss, accuracy }) => [loss, accuracy]),
      )
    }
    expect(await modelSha256(await fit({ threads: 1 }, { seed: 8 }))).not.toBe(hash)
    // As in a page that is not cross-origin isolated.
    vi.stubGlobal('SharedArrayBuffer', undefined)
    const unshared = await fit({ threads: 2 }).finally(() => vi.unstubAllGlobals())
    expect(provenance(unshared).engine.threads).toBe(2)
    expect(await modelSha256(unshared)).toBe(hash)
  })

  it('hands out a checkpoint after each epoch but the last', async () => {
    const steps: number[] = []
    const saved: Checkpoint[] = []
    const whole = await fit({ threads: 1, onCheckpoint: (checkpoint) => void saved.push(checkpoint) })
    for (const checkpoint of saved) {
      steps.push(checkpoint.step)
      expect(await modelSha256(await fit({ threads: 1, resume: checkpoint }))).toBe(await modelSha256(whole))
    }
    expect(steps).toEqual([5, 10])
  })

  it('rounds the weights to half precision if asked, before it measures them', async () => {
    const exact = await fit({ threads: 2 })
    const rounded = await fit({ threads: 2, weights: 'float16' })
    expect(rounded.weightSpecs.every(({ quantization }) => quantization?.dtype === 'float16')).toBe(true)
    expect(await modelSha256(rounded)).toBe(await modelSha256(withFloat16Weights(exact)))
    const { weights, test: measured } = provenance(rounded)
    expect(weights).toBe('float16')
    const { accuracy, loss } = await evaluateModel(rounded, test)
    expect(measured).toEqual({ n: 60, accuracy, loss })
    expect(loss).not.toBe(provenance(exact).test.loss)
  })

  it.each([1, 2])('continues an interrupted training to the same weights, %i threads', async (threads) => {
    const whole = await fit({ threads: 1 })
    let checkpoint: Checkpoint | undefined
    for (const stopAfter of [48, 86]) {
      const abort = new AbortController()
      const interrupted = fit({
        threads,
        signal: abort.signal,
        resume: checkpoint,
        onProgress: ({ done }) => done >= stopAfter && abort.abort(new Error('interrupted')),
        onCheckpoint: async (saved) => {
          checkpoint = await parseCheckpoint((await checkpointFile(saved)).bytes)
        },
      })
      await expect(interrupted).rejects.toThrow('interrupted')
    }
    expect(checkpoint!.step).toBe(6)
    const resumed = await fit({ threads, resume: checkpoint })
    expect(await modelSha256(resumed)).toBe(await modelSha256(whole))
    const outcome = ({ history }: ReturnType<typeof provenance>) =>
      history.map(({ epoch, loss, accuracy }) => [epoch, loss, accuracy])
    expect(outcome(provenance(resumed))).toEqual(outcome(provenance(whole)))
  })

  it('leaves no tensors behind', async () => {
    const tf = await loadTensorFlow()
    await fit({ threads: 1 })
    const before = tf.memory()
    const during: number[] = []
    await fit({
      threads: 1,
      onProgress: ({ stage, done }) => stage === 'training' && done > 0 && during.push(tf.memory().numBytes),
    })
    expect(new Set(during).size).toBe(1)
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes })
  })

  it('trains any network with one input whose weights all learn by gradient', async () => {
    const tf = await loadTensorFlow()
    const initial = await network(tf, [
      tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 4, kernelSize: 3, strides: 2, activation: 'elu' }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 3 }),
    ])
    const model = await fit({ threads: 2, initial })
    expect(model.weightSpecs).toEqual(initial.weightSpecs)
    expect(await modelSha256(model)).not.toBe(await modelSha256(initial))
  })
})

describe('training fails clearly', () => {
  it('when the loss is no number', async () => {
    // Decay takes 10⁶ times the weights away from them at each step.
    const wild = { learningRate: 1000, weightDecay: 1000, warmUp: 0 }
    await expect(fit({ threads: 1 }, wild)).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE' })
    await expect(fit({ threads: 2 }, wild)).rejects.toThrow(/lower learningRate \(1000\)/)
  })

  it('when a checkpoint is of another training', async () => {
    let checkpoint: Checkpoint | undefined
    const abort = new AbortController()
    const keep = (saved: Checkpoint) => {
      checkpoint = saved
    }
    await fit({
      threads: 1,
      signal: abort.signal,
      onProgress: () => abort.abort(),
      onCheckpoint: keep,
    }).catch(() => {})
    const mismatch = { code: 'CHECKPOINT_MISMATCH' }
    await expect(fit({ resume: checkpoint }, { seed: 8 })).rejects.toMatchObject(mismatch)
    await expect(trainModel(test, test, options, { resume: checkpoint })).rejects.toMatchObject(mismatch)
    const short = { ...checkpoint!, weights: checkpoint!.weights.slice(1) }
    await expect(fit({ threads: 1, resume: short })).rejects.toMatchObject(mismatch)
    const older = { ...checkpoint!, umbra: '0.0.9' }
    await expect(fit({ threads: 1, resume: older })).rejects.toThrow(
      `CHECKPOINT_MISMATCH: version of Umbra: the checkpoint was made with 0.0.9, this is ${version}`,
    )
  })

  it('when options or data are wrong', async () => {
    await expect(fit({}, { epochs: 0 })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    const data = { code: 'TRAINING_DATA' }
    await expect(
      trainModel({ ...train, labels: train.labels.slice(1) }, test, options),
    ).rejects.toMatchObject(data)
    await expect(trainModel({ ...train, classNames: ['a', 'b'] }, test, options)).rejects.toMatchObject(data)
    const dark = { ...train, images: { ...train.images, data: train.images.data.map(() => Number.NaN) } }
    await expect(trainModel(dark, test, options)).rejects.toMatchObject(data)
    const wide = { ...test, images: { data: new Float32Array(60 * 169), shape: [60, 13, 13, 1] as const } }
    await expect(trainModel(train, wide, options)).rejects.toMatchObject(data)
  })

  it('of one class alone, and tests whose classes are others', async () => {
    const one = { ...train, labels: new Uint8Array(train.labels.length).fill(2) }
    await expect(trainModel(one, test, options)).rejects.toThrow('every image is of class c')
    const moved = { ...test, classNames: ['b', 'a', 'c'] }
    await expect(trainModel(train, moved, options)).rejects.toThrow(
      'class 0 is a in squares 1, b in squares 2',
    )
    const more = { ...test, classNames: ['a', 'b', 'c', 'd'], labels: test.labels.map((l, i) => (i ? l : 3)) }
    await expect(trainModel(train, more, options)).rejects.toThrow(
      'label 3 is none of the 3 classes of squares 1',
    )
  })

  it.each([1, 2])('when a layer cannot be trained reproducibly, %i threads', async (threads) => {
    const tf = await loadTensorFlow()
    const noisy = await network(tf, [
      tf.layers.gaussianNoise({ inputShape: [12, 12, 1], stddev: 1 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ])
    await expect(fit({ initial: noisy, threads })).rejects.toMatchObject({
      name: 'InputError',
      code: 'UNTRAINABLE_LAYER',
    })
  })

  it('at once when aborted beforehand', async () => {
    await expect(fit({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})

async function network(tf: TensorFlow, layers: object[]): Promise<ModelArtifacts> {
  const model = tf.sequential({ layers: layers as never })
  const artifacts = await artifactsOf(model)
  model.dispose()
  return artifacts
}
