import { InputError } from '../errors.js'

/** Height and width as a person or a file beside the model says them. */
export type AskedSize = readonly [height: number, width: number] | undefined

/**
 * Height and width of the images that a model takes, where its file may leave either open.
 *
 * @param where - the input, for messages: `input "images"`
 * @param stated - by the file; undefined for what it leaves open
 * @throws InputError MODEL_INPUT where nothing says it, or where the file says another
 */
export function imageSize(
  where: string,
  stated: readonly [height: number | undefined, width: number | undefined],
  asked: AskedSize,
): readonly [height: number, width: number] {
  const fits = asked === undefined || stated.every((side, i) => side === undefined || side === asked[i])
  const text = stated.map((side) => side ?? 'any').join('×')
  if (!fits) {
    const what = `${where} takes images of ${text}, --input-size asks for ${asked!.join('×')}`
    throw new InputError('MODEL_INPUT', what)
  }
  const [height, width] = stated.map((side, i) => side ?? asked?.[i])
  if (height !== undefined && width !== undefined) return [height, width]
  throw new InputError(
    'MODEL_INPUT',
    `${where} leaves the size of images open (${text}): --input-size H,W says it, as --input-size 224,224`,
  )
}
