import type { ExplainerSource } from '../attribution/with-explainer.js'
import type { Dataset } from '../dataset/index.js'
import type { ModelProvenance } from '../formats/keras/artifacts.js'
import type { CellStore } from '../units/cells.js'
import type { Spread } from '../units/spread.js'

/** A trained network among those a study is repeated on. */
export interface RobustnessModel {
  /** Unique, for people: `reference`, `seed 3`. */
  readonly name: string
  readonly model: ExplainerSource['model']
  readonly sha256: string
  readonly source: string
  /** What its first layer does to pixels, in words. */
  readonly preprocessing?: string
  readonly training?: ModelProvenance
}

/** What a study is repeated on, and what the result should say about where that came from. */
export interface RobustnessDependencies extends Omit<ExplainerSource, 'model'> {
  /** Independently trained networks, the study's own first. */
  readonly models: readonly RobustnessModel[]
  /** The split images are drawn from, normally the test split. */
  readonly data: Dataset
  /** Keeps finished scoring passes, so that an interrupted run can go on. */
  readonly cells?: CellStore | undefined
  /** Has units computed elsewhere before this process goes through them; it needs `cells`. */
  readonly spread?: Spread | undefined
  readonly provenance: {
    readonly command: string
    readonly versions?: Readonly<Record<string, string>>
    /** When, ISO 8601. */
    readonly created: string
  }
}
