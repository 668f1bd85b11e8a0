import {
  type Explainer,
  type OcclusionOptions,
  parseOptions,
  type ResolvedOcclusionOptions,
} from '@umbra/core/explain'
import { interactionsOptionsSchema } from '@umbra/core/options'
import { type Checked, type Checking, checkInteractions, Differences } from '@umbra/core/study'
import type { Context } from '../context.js'
import { interactionChoices } from '../options/interaction-choices.js'
import { INTERACTIONS_FILE } from '../output/interactions-files.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { joinedImages } from '../pictures/joined-images.js'
import { progressOn } from '../terminal/progress.js'
import { readInteractions } from './recorded.js'
import type { RecordedLine } from './recorded-line.js'
import type { ResultFolder } from './result-folder.js'

/** Explained images, and how they were covered. */
interface Explained {
  readonly images: readonly ImageToExplain[]
  /** Its baseline resolved as far as data can. */
  readonly options: OcclusionOptions
  readonly classNames: readonly string[] | undefined
}

/**
 * Finds out again what parts of some of the explained images do together, where the recorded line does.
 *
 * @returns what differs from interactions.json; undefined where none is asked for
 * @throws InputError INTERACTIONS_FORMAT, FILE_DAMAGED
 */
export async function computeInteractions(
  result: ResultFolder,
  line: RecordedLine,
  explainer: Explainer,
  { images, options, classNames }: Explained,
  checking: Checking,
  { signal, terminal }: Context,
): Promise<Checked | undefined> {
  const kind = kindAsked(line)
  const written = await readInteractions(result)
  if (!written && kind === undefined) return undefined
  if (!written || kind === undefined) {
    const what = written
      ? 'by the line recorded there is none'
      : 'it is not there, and computing again writes it'
    return new Differences([{ file: INTERACTIONS_FILE, what }]).of(0, images.length)
  }
  const { baseline, score, target } = options as ResolvedOcclusionOptions
  const asked = { ...interactionChoices({ ...line.options, interactions: kind }), baseline, score, target }
  return checkInteractions(
    written,
    explainer,
    { images: joinedImages(images), options: parseOptions(interactionsOptionsSchema, asked), classNames },
    checking,
    { signal, onProgress: progressOn(terminal), nameOf: (i) => images[i]!.name },
  )
}

/** What a line asks of the parts of images: `umbra interactions` says it by a name of its own. */
function kindAsked({ name, options }: RecordedLine): unknown {
  if (name !== 'interactions') return options.interactions
  return options.shapley === true ? 'shapley' : 'pairs'
}
