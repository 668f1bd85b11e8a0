import type { ExplainerSource } from '../attribution/with-explainer.js'
import type { Dataset } from '../dataset/index.js'
import type { ModelProvenance } from '../formats/keras/artifacts.js'
import type { CellStore } from '../units/cells.js'
import type { SetAside } from '../units/set-aside.js'
import type { Spread } from '../units/spread.js'

/** What a study works on, and what it should say about where that came from. */
export interface StudyDependencies extends ExplainerSource {
  /** The split images are drawn from, normally the test split. */
  readonly data: Dataset
  /** Keeps finished maps, so that an interrupted run can go on. */
  readonly cells?: CellStore | undefined
  /** Has units computed elsewhere before this process goes through them; it needs `cells`. */
  readonly spread?: Spread | undefined
  readonly provenance: {
    /** The command line, or the call, that does this again. */
    readonly command: string
    readonly model: {
      readonly sha256: string
      readonly source: string
      /** What the model's first layer does to pixels, in words; absent where it takes them as they are. */
      readonly preprocessing?: string
      readonly training?: ModelProvenance
    }
    readonly versions?: Readonly<Record<string, string>>
    /** When, ISO 8601. */
    readonly created: string
  }
}

/** The same within a part, whose units that fail are gathered. */
export interface PartDependencies extends StudyDependencies {
  readonly aside?: SetAside | undefined
}
