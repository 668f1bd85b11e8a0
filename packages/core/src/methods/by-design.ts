import type { Segments } from '../faithfulness/segments.js'
import type { Random } from '../random.js'
import { inTurns } from '../work/turns.js'
import { eachImage } from './each-image.js'
import type { AttributionMethod, MethodRequest, MethodSubject } from './method.js'
import { requireRoom } from './require-room.js'
import { type MaskedImage, scoreMasks } from './score-masks.js'
import { masksOfUnits, sharedOut, type UnitDesign } from './unit-masks.js'

/** What a method draws over an image's units, and what it makes of the scores. */
export interface Designed<D extends UnitDesign> {
  /** The method's, which names its random numbers. */
  readonly id: string
  readonly unitsOf: (image: Float32Array, subject: MethodSubject, request: MethodRequest) => Segments
  readonly designOf: (units: number, samples: number, random: Random) => D
  /**
   * @param scores - of every row of the design
   * @param turn - to be awaited after each step of what takes long: lets other events in, and rejects when aborted
   * @returns [units]
   */
  readonly valuesOf: (
    design: D,
    scores: Float64Array,
    units: number,
    turn: () => Promise<void>,
  ) => ArrayLike<number> | Promise<ArrayLike<number>>
}

/** How a method explains that keeps and covers units of pixels as a design says: the map shares each unit's value out over its pixels. */
export function byDesign<D extends UnitDesign>({
  id,
  unitsOf,
  designOf,
  valuesOf,
}: Designed<D>): AttributionMethod['attribute'] {
  return (subject, request) =>
    eachImage(subject, request, id, async (image, random) => {
      const units = unitsOf(image.image, subject, request)
      requireRoom(units.count, request.samples)
      const design = designOf(units.count, request.samples, random)
      const scores = await scoresOfDesign(subject, image, design, units, request)
      return sharedOut(await valuesOf(design, scores, units.count, inTurns(request.signal)), units)
    })
}

/** The score under every row of a design over an image's units, float64 [M]. @throws InputError as `scoreMasks` */
async function scoresOfDesign(
  subject: MethodSubject,
  image: MaskedImage,
  design: UnitDesign,
  units: Segments,
  request: MethodRequest,
): Promise<Float64Array> {
  const all = new Float64Array(design.count)
  for await (const { from, scores } of scoreMasks(subject, image, masksOfUnits(design, units), request)) {
    all.set(scores, from)
  }
  return all
}
