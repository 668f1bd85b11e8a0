import type { Segments } from '../faithfulness/segments.js'
import type { MethodRequest, MethodSubject } from './method.js'
import { type MaskedImage, scoreMasks } from './score-masks.js'
import { masksOfUnits, type UnitDesign } from './unit-masks.js'

/** The score under every row of a design over an image's units, float64 [M]. @throws InputError as `scoreMasks` */
export async function scoresOfDesign(
  subject: MethodSubject,
  image: MaskedImage,
  design: UnitDesign,
  units: Segments,
  request: Pick<MethodRequest, 'baseline' | 'score' | 'signal'>,
): Promise<Float64Array> {
  const all = new Float64Array(design.count)
  for await (const { from, scores } of scoreMasks(subject, image, masksOfUnits(design, units), request)) {
    all.set(scores, from)
  }
  return all
}
