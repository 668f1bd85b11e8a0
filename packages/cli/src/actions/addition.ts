import type { OutputFile } from '../output/staged-files.js'

/** What `--randomise`, `--faithfulness`, `--interactions` or `--uncertainty` adds to an explanation. */
export interface Addition {
  /** Its place in the document of the explanation. */
  readonly key: 'randomisation' | 'faithfulness' | 'interactions' | 'uncertainty'
  /** As its own JSON file holds it. */
  readonly document: object
  readonly summary: string
  files(): Promise<OutputFile[]>
}
