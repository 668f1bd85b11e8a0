import * as z from 'zod'

/** How the digit CNN is trained; the same schema feeds the command line, the web page and the library. */
export const trainingConfigSchema = z.object({
  epochs: z.int().min(1).max(100_000).default(5).describe('passes over the training images'),
  batchSize: z.int().min(1).max(65_536).default(128).describe('images behind one step of the optimiser'),
  microBatches: z
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe(
      'parts of a batch computed side by side: the most threads that can help, and part of the result',
    ),
  learningRate: z
    .number()
    .positive()
    .max(1000)
    .default(0.003)
    .describe('highest learning rate, reached after the warm-up'),
  warmUp: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('share of all steps in which the learning rate rises to it'),
  decay: z
    .enum(['cosine', 'linear', 'none'])
    .default('cosine')
    .describe('how the learning rate falls after that'),
  weightDecay: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('decoupled weight decay (AdamW), per unit of learning rate'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.3)
    .describe("share of the dense layer's units left out of each step"),
  shift: z
    .number()
    .min(0)
    .max(65_535)
    .default(1.5)
    .describe('augmentation: largest shift along each axis, in pixels'),
  rotation: z
    .number()
    .min(0)
    .max(180)
    .default(6)
    .describe('augmentation: largest rotation either way, in degrees'),
  scale: z
    .number()
    .min(0)
    .lt(1)
    .default(0.06)
    .describe('augmentation: largest relative change of size either way'),
  seed: z
    .int()
    .default(0)
    .describe('root seed of the initial weights, the order, the augmentation and the dropout'),
})

export type TrainingOptions = z.input<typeof trainingConfigSchema>
export type TrainingConfig = z.output<typeof trainingConfigSchema>
