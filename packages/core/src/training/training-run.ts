import { allFinite } from '../all-finite.js'
import type { Dataset } from '../dataset/dataset.js'
import { InputError, UmbraError } from '../errors.js'
import type { EpochRecord } from '../formats/keras/artifacts.js'
import { version } from '../version.js'
import type { Progress } from '../work/progress.js'
import type { Checkpoint, EpochSums } from './checkpoint.js'
import type { TrainingConfig } from './config.js'
import type { GradientPool } from './gradient-pool.js'
import { learningRateAt } from './learning-rate.js'
import { epochOrder, type MicroBatch, microBatchesOf } from './micro-batches.js'
import type { ParameterMemory } from './parameter-memory.js'

const nothing: EpochSums = { images: 0, loss: 0, correct: 0, seconds: 0 }

/** A training on its way: which step comes next, and what the epochs have brought so far. */
export class TrainingRun {
  readonly #train: Dataset
  readonly #config: TrainingConfig
  readonly #parameters: ParameterMemory
  readonly #pool: GradientPool
  readonly #batches: number
  /** Steps of the optimiser in all. */
  readonly steps: number
  readonly #history: EpochRecord[]
  #step: number
  #epoch: EpochSums
  /** The micro-batches of the next step. */
  #next: readonly MicroBatch[] | undefined
  #order: { readonly epoch: number; readonly indices: Uint32Array } | undefined

  /** @param resume - a checkpoint of the same configuration and data */
  constructor(
    train: Dataset,
    config: TrainingConfig,
    parameters: ParameterMemory,
    pool: GradientPool,
    resume?: Checkpoint,
  ) {
    this.#train = train
    this.#config = config
    this.#parameters = parameters
    this.#pool = pool
    this.#batches = Math.ceil(train.images.shape[0] / config.batchSize)
    this.steps = config.epochs * this.#batches
    this.#history = [...(resume?.history ?? [])]
    this.#step = resume?.step ?? 0
    this.#epoch = resume?.epoch ?? nothing
    if (!resume) return
    if (resume.weights.length !== parameters.size) {
      throw new InputError(
        'CHECKPOINT_MISMATCH',
        `weights: the checkpoint holds ${resume.weights.length}, this network has ${parameters.size}`,
      )
    }
    parameters.weights.set(resume.weights)
    parameters.m.set(resume.m)
    parameters.v.set(resume.v)
  }

  get finished(): boolean {
    return this.#step >= this.steps
  }

  /** Whether an epoch is over and another is to come. */
  get betweenEpochs(): boolean {
    return this.#step % this.#batches === 0 && !this.finished
  }

  get history(): readonly EpochRecord[] {
    return this.#history
  }

  /** Takes one step of the optimiser. */
  async step(): Promise<void> {
    const started = performance.now()
    const parts = this.#next ?? this.#microBatches(this.#step)
    const computing = this.#pool.compute(this.#step, parts)
    // While the workers compute.
    this.#next = this.#step + 1 < this.steps ? this.#microBatches(this.#step + 1) : undefined
    const outcomes = await computing
    const loss = outcomes.reduce((sum, outcome) => sum + outcome.loss, 0)
    if (!Number.isFinite(loss)) throw this.#divergence(`the loss became ${loss}`)
    const rate = learningRateAt(this.#step, this.steps, this.#config)
    this.#parameters.update(parts.length, this.#step, rate, this.#config.weightDecay)
    const images = parts[0]!.batchSize
    const seconds = (performance.now() - started) / 1000
    this.#epoch = {
      images: this.#epoch.images + images,
      loss: this.#epoch.loss + loss * images,
      correct: outcomes.reduce((sum, outcome) => sum + outcome.correct, this.#epoch.correct),
      seconds: this.#epoch.seconds + seconds,
    }
    this.#step++
    if (this.#step % this.#batches === 0) this.#closeEpoch(this.#step / this.#batches)
  }

  progress(): Progress {
    const { epochs } = this.#config
    const n = this.#train.images.shape[0]
    const closed = this.#epoch.images === 0
    const last = this.#history.at(-1)
    const batch = closed ? this.#batches : this.#step % this.#batches
    return {
      stage: 'training',
      done: this.#history.length * n + this.#epoch.images,
      total: epochs * n,
      unit: 'images',
      detail: {
        epoch: closed ? this.#history.length : this.#history.length + 1,
        epochs,
        batch,
        batches: this.#batches,
        loss: closed ? last!.loss : this.#epoch.loss / this.#epoch.images,
        accuracy: closed ? last!.accuracy : this.#epoch.correct / this.#epoch.images,
        rate: closed ? n / last!.seconds : this.#epoch.images / this.#epoch.seconds,
      },
    }
  }

  checkpoint(): Checkpoint {
    return {
      umbra: version,
      config: this.#config,
      data: this.#train.sha256,
      step: this.#step,
      history: [...this.#history],
      epoch: this.#epoch,
      weights: this.#parameters.weights.slice(),
      m: this.#parameters.m.slice(),
      v: this.#parameters.v.slice(),
    }
  }

  #microBatches(step: number): MicroBatch[] {
    const epoch = Math.floor(step / this.#batches)
    const place = { epoch, batch: step % this.#batches }
    return microBatchesOf(this.#train, this.#orderOf(epoch), place, this.#config)
  }

  #orderOf(epoch: number): Uint32Array {
    if (this.#order?.epoch !== epoch) {
      this.#order = { epoch, indices: epochOrder(this.#config.seed, epoch, this.#train.images.shape[0]) }
    }
    return this.#order.indices
  }

  #closeEpoch(epoch: number): void {
    // Max-pooling can hide a NaN from the loss.
    if (!allFinite(this.#parameters.weights)) throw this.#divergence('weights became infinite')
    const { images, loss, correct, seconds } = this.#epoch
    this.#history.push({ epoch, loss: loss / images, accuracy: correct / images, seconds })
    this.#epoch = nothing
  }

  #divergence(what: string): UmbraError {
    const { learningRate } = this.#config
    return new UmbraError(
      'LOSS_NOT_FINITE',
      `${what} at step ${this.#step + 1}; lower learningRate (${learningRate}), and check that pixels lie in 0…1`,
    )
  }
}
