import type { PictureChoices, QueueChoices } from './shared-options.js'
import type { UncertaintyChoices } from './uncertainty-options.js'

/** The options of `umbra explain`, besides those of the schema. */
export interface ExplainOptions
  extends PictureChoices,
    QueueChoices,
    UncertaintyChoices,
    Readonly<Record<string, unknown>> {
  readonly index?: number
  readonly model?: string
  readonly data: string
  readonly out?: string
  readonly resume?: boolean
  readonly randomise?: boolean
  readonly faithfulness?: boolean
  readonly interactions?: string
}
