import { InputError } from '../../errors.js'
import { type AskedSize, imageSize } from '../open-size.js'
import type { GraphContext } from './graph-context.js'
import { CHANNELS_FIRST, CHANNELS_LAST } from './permutation.js'
import { permuted } from './selecting.js'
import { countOf, type Live, shapeText } from './value.js'

/** The image as a graph takes it. */
export interface ImageInput {
  /** [H, W, C]. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  /** Channels last; its shape has the batch's axis where the file has one, and no open sizes. */
  readonly image: Live
  /** Sizes of the file's axes, the batch's 1. */
  readonly sizes: readonly number[]
  /** Whether these are [N, C, H, W]. */
  readonly channelsFirst: boolean
  readonly notes: readonly string[]
}

/**
 * Reads the shape of a graph's input: [N, H, W, C], without the batch or the channels, or flat, N open or 1.
 *
 * @param shape - open sizes are −1; undefined where not even the number of axes is known
 * @param asked - height and width, where the file leaves them open
 * @param channelsFirst - whether what reads it takes [N, C, H, W]
 * @throws InputError `MODEL_INPUT`
 */
export function imageInput(
  name: string,
  stated: readonly number[] | undefined,
  asked?: AskedSize,
  channelsFirst = false,
): ImageInput {
  if (stated === undefined) throw unknown(name, 'of any shape')
  const turned = channelsFirst && stated.length === 4
  const shape = turned ? CHANNELS_LAST.map((axis) => stated[axis]!) : stated
  const got = shapeText(stated.map((size) => (size < 0 ? 'any' : size)) as number[])
  const one = (size: number) => (size < 0 ? 1 : size)
  const rank = shape.length
  // The batch comes first: an open size, or one image.
  const batched = rank === 4 || rank === 2 || (rank === 3 && shape[0]! <= 1)
  if (batched && one(shape[0]!) !== 1) {
    throw new InputError('MODEL_INPUT', `input "${name}": expected one image at a time, got ${got}`)
  }
  const image = sized(name, batched ? shape.slice(1) : shape, asked)
  if (image[2] !== undefined && image[2] < 0) throw unknown(name, `of shape ${got}`)
  if (image.length > 3 || countOf(image) < 1) {
    throw new InputError('MODEL_INPUT', `input "${name}": expected images [H, W, C], got ${got}`)
  }
  const full = batched ? [1, ...image] : image
  const { inputShape, notes } =
    image.length === 1 ? square(name, image[0]!) : { inputShape: withChannels(image), notes: [] }
  return {
    inputShape,
    notes,
    image: { kind: 'live', shape: full, value: { index: -1, shape: inputShape } },
    sizes: turned ? CHANNELS_FIRST.map((axis) => full[axis]!) : full,
    channelsFirst: turned,
  }
}

/** The image in the order of axes in which the graph takes it. */
export function enteringImage(context: GraphContext, { image, channelsFirst }: ImageInput): Live {
  return channelsFirst ? permuted(context, image, CHANNELS_FIRST) : image
}

/** With the height and width that a person says, where the file leaves them open; not of a flat input. */
function sized(name: string, shape: readonly number[], asked: AskedSize): readonly number[] {
  const [height, width] = shape.map((size) => (size < 0 ? undefined : size))
  if (shape.length < 2) return shape
  return [...imageSize(`input "${name}"`, [height, width], asked), ...shape.slice(2)]
}

function withChannels([height, width, channels = 1]: readonly number[]): readonly [number, number, number] {
  return [height!, width!, channels]
}

/** A flat input is a square image, of grey or of colours. */
function square(name: string, values: number): Pick<ImageInput, 'inputShape' | 'notes'> {
  const channels = [1, 3].find((c) => Number.isInteger(Math.sqrt(values / c)))
  const side = Math.sqrt(values / (channels ?? 1))
  if (channels === undefined || side < 2) {
    throw new InputError(
      'MODEL_INPUT',
      `input "${name}": expected images [H, W, C], got ${values} values in a row`,
    )
  }
  const inputShape = [side, side, channels] as const
  return {
    inputShape,
    notes: [
      `the input is ${values} values in a row: taken for images of ${side}×${side}×${channels}, row by row`,
    ],
  }
}

function unknown(name: string, what: string): InputError {
  return new InputError(
    'MODEL_INPUT',
    `input "${name}" takes images ${what}: expected a fixed number of channels; convert the model with it fixed`,
  )
}
