import type { Placement } from '../drawing/placement.js'
import { explainerInUse } from './explain.js'
import { fitPicture } from './picture.js'
import type { SeenPicture } from './protocol.js'

/** The picture in hand as it is placed, and the scores of the model in use. */
export async function look(placement: Placement): Promise<SeenPicture> {
  const explainer = explainerInUse()
  const shape = explainer.inputShape
  const { data, steps, warning, exact } = fitPicture(placement, shape)
  const base = await explainer.predict({ data, shape: [1, ...shape] }, { nameOf: () => 'the picture' })
  return { image: data, shape, steps, warning, exact, base, head: explainer.reader.head }
}
