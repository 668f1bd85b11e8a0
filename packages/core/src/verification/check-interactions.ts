import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import { selectImages } from '../dataset/index.js'
import type { InteractionsOptions } from '../interactions/config.js'
import { interactionsOf } from '../interactions/interactions-of.js'
import type { InteractionsDocument } from '../interactions/interactions-schema.js'
import type { NamedTask } from '../work/progress.js'
import type { Checking } from './check-study.js'
import { compareFields } from './compare-fields.js'
import { type Checked, Differences } from './difference.js'
import { drawPart } from './draw-part.js'

const FILE = 'interactions.json'

/**
 * Finds out again what parts of images do together, and compares it with interactions.json: every number of an image bit by bit, and all
 * else but how long it took and on how many threads.
 *
 * @param source - float32 [N, H, W, C], all images of the document, what they were asked, a baseline of the data resolved, and what the
 *   model's classes are called
 * @throws InputError what `interactionsOf` throws; `signal.reason` when aborted
 */
export async function checkInteractions(
  written: InteractionsDocument,
  explainer: Explainer,
  source: {
    readonly images: LabelledImages
    readonly options: InteractionsOptions
    readonly classNames?: readonly string[] | undefined
  },
  checking: Checking,
  task: NamedTask = {},
): Promise<Checked> {
  const { images, options, classNames } = source
  const n = images.shape[0]
  const found = new Differences()
  if (written.images.length !== n) {
    found.add({ file: FILE, what: `it is of ${written.images.length} images, and ${n} were explained` })
    return found.of(0, n)
  }
  const places = drawPart(n, checking)
  const { nameOf = (i: number) => `image ${i}` } = task
  const labels = images.labels && { labels: places.map((place) => images.labels![place]!) }
  const computed = await interactionsOf(explainer, { ...selectImages(images, places), ...labels }, options, {
    ...task,
    nameOf: (i) => nameOf(places[i]!),
  })
  const compare = (then: object, now: object, without: readonly string[], where?: string) => {
    for (const { what, largest } of compareFields(then, now, checking.tolerance, without)) {
      found.far(largest)
      if (what !== undefined) found.add({ file: FILE, ...(where !== undefined && { where }), what })
    }
  }
  const whole = { ...computed, ...(classNames && { classNames }) }
  compare(written, whole, ['engine', 'milliseconds', 'images'])
  for (const [i, place] of places.entries())
    compare(written.images[place]!, computed.images[i]!, [], nameOf(place))
  return found.of(places.length, n)
}
