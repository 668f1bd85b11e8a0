import type { GraphProto, ValueInfoProto } from 'onnx-buf'
import { InputError } from '../../errors.js'
import type { OriginalModel } from '../model.js'
import { type AskedSize, imageSize } from '../open-size.js'
import { type View, viewOf } from './view.js'

type Original = Extract<OriginalModel, { kind: 'onnx' }>

/** The image that a model takes. */
export interface ModelInput {
  readonly name: string
  readonly axes: Original['axes']
  /** Sizes of these axes; undefined for a batch of any size. */
  readonly sizes: Original['sizes']
  /** [H, W, C]. */
  readonly shape: readonly [height: number, width: number, channels: number]
  /** How the tensor lies in [H, W, C]. */
  readonly view: View
  /** Of its numbers: `uint8` are bytes, 0 … 255. */
  readonly type: Original['type']
  /** [H, W] of images that the file leaves open and its metadata tells. */
  readonly toldSize?: readonly [height: number, width: number]
  readonly notes: readonly string[]
}

/** Height and width of images by those who may say them where the file leaves them open. */
export interface SizeHints {
  /** By a person, or a file beside the model: goes before. */
  readonly asked: AskedSize
  /** By the file's metadata, which was true when it was exported. */
  readonly told: AskedSize
}

/** Types that an image may have, by the numbers of TensorProto.DataType: floating-point numbers, and bytes. */
const TYPES: Readonly<Record<number, Original['type']>> = {
  1: 'float32',
  2: 'uint8',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
}

/**
 * The one input that is no weight and that the output needs, with its axes told apart: channels are those that the file says are, or
 * the few ones, first or last.
 *
 * @param needed - names that nodes read
 * @throws InputError MODEL_INPUT
 */
export function modelInput(
  graph: GraphProto,
  needed: ReadonlySet<string>,
  transposes: boolean,
  hints: SizeHints,
): ModelInput {
  const weights = new Set(graph.initializer.map(({ name }) => name))
  const open = graph.input.filter(({ name }) => !weights.has(name) && needed.has(name))
  if (open.length !== 1) {
    const names = open.map(({ name }) => `"${name}"`).join(', ')
    throw refuse(`model: expected one input, an image, got ${open.length === 0 ? 'none' : names}`)
  }
  const input = open[0]!
  const where = `input "${input.name}"`
  const { sizes, channelAxis } = sizesOf(input, where)
  const { value } = input.type!
  const type = TYPES[value.case === 'tensorType' ? value.value.elemType : 0]
  if (!type) throw refuse(`${where}: expected numbers of floating point, or bytes`)
  const axes = axesOf(sizes, channelAxis, where, transposes)
  return { name: input.name, type, ...imageOf(sizes, axes, where, hints) }
}

/** Sizes of axes, undefined where the file leaves one open; and which is the channels', where it says so. */
function sizesOf(input: ValueInfoProto, where: string) {
  const value = input.type?.value
  const shape = value?.case === 'tensorType' ? value.value.shape : undefined
  if (!shape) throw refuse(`${where}: expected a tensor of known rank`)
  const sizes = shape.dim.map(({ value: dim }) => {
    if (dim.case !== 'dimValue' || dim.value <= 0n) return undefined
    return Number(dim.value)
  })
  // https://github.com/onnx/onnx/blob/main/docs/DimensionDenotation.md
  const channels = shape.dim.flatMap(({ denotation }, axis) => (denotation === 'DATA_CHANNEL' ? [axis] : []))
  return { sizes, channelAxis: channels.length === 1 ? channels[0] : undefined }
}

function imageOf(
  sizes: readonly (number | undefined)[],
  axes: Original['axes'],
  where: string,
  { asked, told }: SizeHints,
) {
  if (axes === 'flat') return flatImage(sizes, where)
  const notes: string[] = []
  const batch = axes.startsWith('N') ? sizes[0] : undefined
  if (batch !== undefined && batch > 1)
    notes.push(`The file is made for batches of ${batch}; here every image is scored for itself.`)
  const find = (letter: string) => axes.indexOf(letter)
  const channels = find('C') < 0 ? 1 : sizes[find('C')]
  if (channels === undefined) throw refuse(`${where}: expected a fixed number of channels`)
  const stated = [sizes[find('H')], sizes[find('W')]] as const
  const fits = told !== undefined && stated.every((side, i) => side === undefined || side === told[i])
  if (told && !fits) {
    const own = stated.map((side) => side ?? 'any').join('×')
    notes.push(`The file’s imgsz, ${told.join('×')}, is not of its images, ${own}; it is left out.`)
  }
  const taken = fits && !asked && stated.includes(undefined)
  const [height, width] = imageSize(where, stated, taken ? told : asked)
  const whole = axes.split('').map((letter) => ({ N: 1, C: channels, H: height, W: width })[letter]!)
  const order = ['H', 'W', 'C'].map(find).filter((axis) => axis >= 0)
  const full = axes.startsWith('N') ? [batch, ...whole.slice(1)] : whole
  return {
    axes,
    sizes: full,
    shape: [height, width, channels] as const,
    view: viewOf(whole, order),
    ...(taken && { toldSize: [height, width] as const }),
    notes,
  }
}

const FEW = [1, 2, 3, 4]

function axesOf(
  sizes: readonly (number | undefined)[],
  channelAxis: number | undefined,
  where: string,
  transposes: boolean,
): Original['axes'] {
  if (sizes.length === 4 && channelAxis === 3) return 'NHWC'
  if (sizes.length === 4 && channelAxis === 1) return 'NCHW'
  if (sizes.length === 4) return lastFew(sizes.slice(1), transposes) ? 'NHWC' : 'NCHW'
  if (sizes.length === 3 && sizes[0] === undefined) return 'NHW'
  if (sizes.length === 3) return lastFew(sizes, transposes) ? 'HWC' : 'CHW'
  if (sizes.length === 2 || sizes.length === 1) return 'flat'
  throw refuse(`${where}: expected an image, got ${sizes.length} axes`)
}

/** Whether the last of three axes are the channels: where sizes do not tell, whether the file moves them. */
function lastFew([first, , last]: readonly (number | undefined)[], transposes: boolean): boolean {
  const [few, fewLast] = [first, last].map((size) => size !== undefined && FEW.includes(size))
  return few === fewLast ? transposes : fewLast!
}

/** A vector of pixels, taken for a square, of one channel or else of three. */
function flatImage(sizes: readonly (number | undefined)[], where: string) {
  const count = sizes.at(-1)
  const rows = sizes.length === 2 && sizes[0] !== undefined && sizes[0] > 1 ? sizes[0] : undefined
  if (count === undefined) throw refuse(`${where}: expected a fixed number of values`)
  if (rows !== undefined) {
    return {
      axes: 'flat' as const,
      sizes,
      shape: [rows, count, 1] as const,
      view: viewOf([rows, count]),
      notes: [],
    }
  }
  const channels = [1, 3].find((number) => Number.isInteger(Math.sqrt(count / number)))
  const side = channels ? Math.sqrt(count / channels) : 0
  const [shape, words] = channels
    ? [[side, side, channels] as const, `${side}×${side} pixels of ${channels}`]
    : [[1, count, 1] as const, `one row of ${count} pixels of 1`]
  const notes = [
    `The model takes ${count} values; they are taken for an image of ${words} channel${channels === 3 ? 's, row by row' : ', row by row'}.`,
  ]
  return {
    axes: 'flat' as const,
    sizes,
    shape,
    view: { factors: [count], axes: sizes.map((_, axis) => (axis === sizes.length - 1 ? [0] : [])) },
    notes,
  }
}

function refuse(what: string): InputError {
  return new InputError('MODEL_INPUT', what)
}
