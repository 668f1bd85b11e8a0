import type { z } from 'zod'
import { studyConfigSchema } from '../study/config.js'

/** A study's options without its two classes: all classes are compared. */
export const pairsConfigSchema = studyConfigSchema.omit({ classes: true })

export type PairsOptions = z.input<typeof pairsConfigSchema>
export type PairsConfig = z.output<typeof pairsConfigSchema>
