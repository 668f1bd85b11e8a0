import { join } from 'node:path'
import { OUTPUT_ROOT } from '../disk/output-root.js'
import { OutputFolder } from './output-folder.js'

/**
 * Where a command's results go: the folder it was told, or one below umbra-out/ named after what is computed. Proved
 * writable before any long work; the name, which depends on the model, may come later.
 */
export class Destination {
  readonly #given: OutputFolder | undefined
  readonly #root: OutputFolder | undefined
  #named: OutputFolder | undefined

  private constructor(given: OutputFolder | undefined, root: OutputFolder | undefined) {
    this.#given = given
    this.#root = root
  }

  /** @throws InputError OUT_NOT_WRITABLE, OUT_NOT_A_FOLDER; InUse OUT_IN_USE */
  static async prepare(out: string | undefined): Promise<Destination> {
    return out === undefined
      ? new Destination(undefined, await OutputFolder.prepare(OUTPUT_ROOT, { shared: true }))
      : new Destination(await OutputFolder.prepare(out), undefined)
  }

  /** @param name - of the folder, unless one was given */
  async open(name: string): Promise<OutputFolder> {
    if (this.#given) return this.#given
    this.#named = await OutputFolder.prepare(join(OUTPUT_ROOT, name))
    return this.#named
  }

  async release(): Promise<void> {
    for (const folder of [this.#named, this.#given, this.#root]) await folder?.release()
  }
}
