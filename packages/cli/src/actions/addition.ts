import type { DocumentedExplanations } from '../output/manifest.js'
import type { OutputFile } from '../output/staged-files.js'

/** What `--randomise`, `--faithfulness`, `--interactions` or `--uncertainty` adds to an explanation. */
export interface Addition {
  /** Its place in the document of the explanation. */
  readonly key: 'randomisation' | 'faithfulness' | 'interactions' | 'uncertainty'
  /** As its own JSON file holds it. */
  readonly document: object
  readonly summary: string
  /** @param documented - what the folder's manifest will say of where they came from */
  files(documented: DocumentedExplanations): Promise<OutputFile[]>
}
