import { plainHead } from '@umbra/occlusion-wasm'
import { allFinite } from '../all-finite.js'
import type { Dataset } from '../dataset/dataset.js'
import { imageBatches } from '../dataset/image-batches.js'
import { InputError } from '../errors.js'
import { ClassificationTally, type ModelEvaluation } from '../evaluation/classification-tally.js'
import { EVALUATED_AT_ONCE } from '../evaluation/evaluation.js'
import type { EpochRecord, ModelArtifacts, ModelProvenance } from '../formats/keras/artifacts.js'
import { dequantised, withFloat16Weights } from '../formats/keras/quantisation.js'
import { outputReader } from '../network/output-reader.js'
import { Random } from '../random.js'
import { artifactsOf } from '../tensorflow/layers-model.js'
import { loadTensorFlow } from '../tensorflow/tensorflow.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import { parseOptions } from '../validate.js'
import { version } from '../version.js'
import type { Task } from '../work/progress.js'
import { beginningOf } from './beginning.js'
import type { Checkpoint } from './checkpoint.js'
import { type TrainingConfig, type TrainingOptions, trainingConfigSchema } from './config.js'
import { buildDigitCnn } from './digit-cnn.js'
import { createGradientPool, type GradientPool } from './gradient-pool.js'
import { ParameterMemory } from './parameter-memory.js'
import { TrainingRun } from './training-run.js'

export interface TrainingTask extends Task {
  /** Threads computing gradients; they change no bit of the result. 1 trains on the calling thread. @default 'auto' */
  readonly threads?: number | 'auto' | undefined
  /** Continues an interrupted training of the same configuration and data, to the same weights. */
  readonly resume?: Checkpoint | undefined
  /** Called with where training stands after each epoch but the last and, when it is aborted, before the promise rejects. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void | Promise<void>) | undefined
  /** A network to train instead of the digit CNN, from its present weights; its output is K logits. */
  readonly initial?: ModelArtifacts | undefined
  /** `float16` rounds the trained weights to half precision, before they are measured, and stores them so. @default 'float32' */
  readonly weights?: 'float32' | 'float16' | undefined
  /** Recorded as how to train this model again. @default a call of `trainModel` */
  readonly command?: string | undefined
  /** Where a page finds TensorFlow.js's .wasm files. */
  readonly wasmPaths?: WasmPaths | undefined
}

/**
 * Trains the digit CNN and measures it on the test split. The same data, configuration and initial weights give the same
 * weights, bit for bit, for any number of threads and however often training was interrupted.
 *
 * Progress is reported at the beginning, with `{ epoch, epochs, batch, batches }`, and after every batch, with
 * `{ loss, accuracy, rate }` too: loss and accuracy are the epoch's so far, with augmentation and dropout on, and rate is in images a second.
 *
 * @throws InputError `OPTION_INVALID`, `TRAINING_DATA`, `CHECKPOINT_MISMATCH` or `UNTRAINABLE_LAYER`
 * @throws UmbraError `LOSS_NOT_FINITE` if training diverges, `TRAINING_WORKER_FAILED` if a thread dies
 */
export async function trainModel(
  train: Dataset,
  test: Dataset,
  options: TrainingOptions = {},
  task: TrainingTask = {},
): Promise<ModelArtifacts> {
  const config = parseOptions(trainingConfigSchema, options)
  const { threads = 'auto', resume, onProgress, onCheckpoint, signal, wasmPaths } = task
  checkData(train, test)
  if (resume) checkResume(resume, config, train)
  signal?.throwIfAborted()
  onProgress?.(beginningOf(train, config, resume))
  const started = performance.now()
  const tf = await loadTensorFlow({ wasmPaths })
  const initial = dequantised(task.initial ?? (await initialModel(config, train)))
  const parameters = await ParameterMemory.create(new Float32Array(initial.weightData), config.microBatches)
  const augmentation = { shift: config.shift, rotation: config.rotation, scale: config.scale }
  const gradientTask = { artifacts: initial, augmentation, wasmPaths }
  const pool = await createGradientPool(threads, config.microBatches, gradientTask, parameters)
  let run: TrainingRun
  let trained: ModelArtifacts
  let evaluation: ModelEvaluation
  try {
    run = new TrainingRun(train, config, parameters, pool, resume)
    await runToEnd(run, { signal, onProgress }, onCheckpoint)
    trained = trainedModel(initial, parameters, task.weights)
    evaluation = await evaluate(pool, run.steps, test, train.classNames)
    onProgress?.({ stage: 'evaluating', done: evaluation.n, total: evaluation.n, unit: 'images' })
  } finally {
    pool.dispose()
  }
  const { accuracy, loss, n } = evaluation
  const umbra: ModelProvenance = {
    schema: 'umbra.model/1',
    command: task.command ?? `trainModel(${train.name}, ${test.name}, ${JSON.stringify(options)})`,
    config,
    data: { name: train.name, sha256: train.sha256 },
    history: run.history,
    test: { accuracy, loss, n },
    versions: { umbra: version, tfjs: tf.version_core },
    engine: engineReport(pool),
    ...(task.weights === 'float16' && { weights: 'float16' }),
    seconds: (performance.now() - started) / 1000 + (resume ? secondsSpent(resume) : 0),
  }
  return { ...trained, userDefinedMetadata: { umbra } }
}

/** The network with the weights it has come to, and the memory with them as they are stored. */
function trainedModel(
  { modelTopology, weightSpecs, settings }: ModelArtifacts,
  { weights }: ParameterMemory,
  precision: TrainingTask['weights'],
): ModelArtifacts {
  const weightData = weights.slice().buffer
  const exact = { modelTopology, weightSpecs, weightData, ...(settings && { settings }) }
  if (precision !== 'float16') return exact
  const rounded = withFloat16Weights(exact)
  weights.set(new Float32Array(dequantised(rounded).weightData))
  return rounded
}

async function runToEnd(
  run: TrainingRun,
  { signal, onProgress }: Task,
  onCheckpoint: TrainingTask['onCheckpoint'],
): Promise<void> {
  while (!run.finished) {
    if (signal?.aborted) {
      await onCheckpoint?.(run.checkpoint())
      throw signal.reason
    }
    await run.step()
    onProgress?.(run.progress())
    if (run.betweenEpochs) await onCheckpoint?.(run.checkpoint())
  }
}

/** Measures the network as it stands after `steps`. */
async function evaluate(
  pool: GradientPool,
  steps: number,
  test: Dataset,
  classNames: readonly string[],
): Promise<ModelEvaluation> {
  const batches = [...imageBatches(test, EVALUATED_AT_ONCE)]
  const outputs = await pool.predict(
    steps,
    batches.map(({ data }) => data),
  )
  const k = classNames.length
  const tally = new ClassificationTally(classNames, outputReader(plainHead(k), k))
  for (const [index, { labels }] of batches.entries()) tally.add(outputs[index]!, labels)
  return tally.result()
}

function checkData(train: Dataset, test: Dataset): void {
  const { classNames } = train
  for (const { name, images, labels } of [train, test]) {
    if (images.shape[0] < 1 || images.shape[0] !== labels.length) {
      throw new InputError(
        'TRAINING_DATA',
        `${name}: expected as many labels as images, got ${labels.length}, ${images.shape[0]}`,
      )
    }
    if (!allFinite(images.data)) {
      throw new InputError('TRAINING_DATA', `${name}: a pixel is not a number; expected values in 0…1`)
    }
    const unknown = labels.find((label) => label >= classNames.length)
    if (unknown !== undefined) {
      throw new InputError(
        'TRAINING_DATA',
        `${name}: label ${unknown} is none of the ${classNames.length} classes of ${train.name}`,
      )
    }
  }
  if (train.labels.every((label) => label === train.labels[0])) {
    throw new InputError(
      'TRAINING_DATA',
      `${train.name}: every image is of class ${classNames[train.labels[0]!]}; expected two classes or more`,
    )
  }
  const other = test.classNames.findIndex((name, k) => k < classNames.length && name !== classNames[k])
  if (other >= 0) {
    throw new InputError(
      'TRAINING_DATA',
      `class ${other} is ${classNames[other]} in ${train.name}, ${test.classNames[other]} in ${test.name}`,
    )
  }
  if (String(train.images.shape.slice(1)) !== String(test.images.shape.slice(1))) {
    throw new InputError('TRAINING_DATA', `${train.name} and ${test.name} hold images of different shapes`)
  }
}

function checkResume(
  { umbra, config, data, weights }: Checkpoint,
  wanted: TrainingConfig,
  train: Dataset,
): void {
  if (umbra !== version) {
    throw new InputError(
      'CHECKPOINT_MISMATCH',
      `version of Umbra: the checkpoint was made with ${umbra}, this is ${version}`,
    )
  }
  const differing = (Object.keys(wanted) as (keyof TrainingConfig)[]).find(
    (key) => config[key] !== wanted[key],
  )
  if (differing) {
    throw new InputError(
      'CHECKPOINT_MISMATCH',
      `${differing}: the checkpoint was made with ${config[differing]}, this training asks for ${wanted[differing]}`,
    )
  }
  if (data.images !== train.sha256.images || data.labels !== train.sha256.labels || weights.length === 0) {
    throw new InputError(
      'CHECKPOINT_MISMATCH',
      `data: the checkpoint was made with data other than ${train.name}`,
    )
  }
}

async function initialModel({ seed, dropout }: TrainingConfig, train: Dataset): Promise<ModelArtifacts> {
  const tf = await loadTensorFlow()
  const [, height, width, channels] = train.images.shape
  const model = buildDigitCnn(tf, {
    random: new Random(seed).split('initial weights'),
    inputShape: [height, width, channels],
    classes: train.classNames.length,
    dropout,
  })
  const artifacts = await artifactsOf(model)
  model.dispose()
  return artifacts
}

function engineReport({ threads, shortfall }: GradientPool): Record<string, unknown> {
  return { backend: 'tfjs wasm', gradients: 'AssemblyScript', threads, ...(shortfall && { shortfall }) }
}

function secondsSpent({ history, epoch }: Checkpoint): number {
  return history.reduce((sum: number, { seconds }: EpochRecord) => sum + seconds, epoch.seconds)
}
