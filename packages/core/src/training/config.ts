import * as z from '../json/zod.js'

/** How the digit CNN is trained; the same schema feeds the command line, the web page and the library. */
export const trainingConfigSchema = z.object({
  epochs: z
    ._default(z.int().check(z.minimum(1), z.maximum(100_000)), 5)
    .check(z.describe('passes over the training images')),
  batchSize: z
    ._default(z.int().check(z.minimum(1), z.maximum(65_536)), 128)
    .check(z.describe('images behind one step of the optimiser')),
  microBatches: z
    ._default(z.int().check(z.minimum(1), z.maximum(64)), 4)
    .check(
      z.describe(
        'parts of a batch computed side by side: the most threads that can help, and part of the result',
      ),
    ),
  learningRate: z
    ._default(z.number().check(z.positive(), z.maximum(1000)), 0.003)
    .check(z.describe('highest learning rate, reached after the warm-up')),
  warmUp: z
    ._default(z.number().check(z.minimum(0), z.lt(1)), 0.1)
    .check(z.describe('share of all steps in which the learning rate rises to it')),
  decay: z
    ._default(z.enum(['cosine', 'linear', 'none']), 'cosine')
    .check(z.describe('how the learning rate falls after that')),
  weightDecay: z
    ._default(z.number().check(z.minimum(0), z.maximum(1000)), 0)
    .check(z.describe('decoupled weight decay (AdamW), per unit of learning rate')),
  dropout: z
    ._default(z.number().check(z.minimum(0), z.lt(1)), 0.3)
    .check(z.describe("share of the dense layer's units left out of each step")),
  shift: z
    ._default(z.number().check(z.minimum(0), z.maximum(65_535)), 1.5)
    .check(z.describe('augmentation: largest shift along each axis, in pixels')),
  rotation: z
    ._default(z.number().check(z.minimum(0), z.maximum(180)), 6)
    .check(z.describe('augmentation: largest rotation either way, in degrees')),
  scale: z
    ._default(z.number().check(z.minimum(0), z.lt(1)), 0.06)
    .check(z.describe('augmentation: largest relative change of size either way')),
  seed: z
    ._default(z.int(), 0)
    .check(z.describe('root seed of the initial weights, the order, the augmentation and the dropout')),
})

export type TrainingOptions = z.input<typeof trainingConfigSchema>
export type TrainingConfig = z.output<typeof trainingConfigSchema>
