import { erf } from '@umbra/occlusion-wasm'
import { countOf, rowSteps } from '../../graph/value.js'
import type { NodeContext } from '../node-context.js'
import { broadcastDims, mapBroadcast, newNumbers } from './broadcast.js'
import { type Constant, constant, type ElementType, integers } from './constant.js'
import { dequantised } from './dequantise.js'
import { readTensor } from './read-tensor.js'
import { concatenated, gathered, selected, slicesOf } from './rearrange.js'

type Fold = (node: NodeContext, inputs: readonly Constant[]) => Constant | readonly Constant[]

/** Value by value, of one constant. */
const each =
  (f: (x: number) => number): Fold =>
  (node, [input]) =>
    mapBroadcast(node, [input!], input!.type, f)

/** Value by value, of constants of one type. */
const both =
  (f: (a: number, b: number) => number, onIntegers = f): Fold =>
  (node, inputs) =>
    inputs
      .slice(1)
      .reduce((a, b) => mapBroadcast(node, [a, b], a.type, a.type === 'integer' ? onIntegers : f), inputs[0]!)

const compare =
  (f: (a: number, b: number) => boolean): Fold =>
  (node, inputs) =>
    mapBroadcast(node, inputs, 'boolean', (a, b = 0) => (f(a, b) ? 1 : 0))

/** Along axes, by a sum, product or extreme that begins with a number. */
const reduce =
  (start: number, f: (sum: number, x: number) => number, end = (sum: number, _count: number) => sum): Fold =>
  (node, [input]) => {
    const { dims, data, type } = input!
    const told = node.setting('axes', 1)
    const none = !told?.length && node.attributes.integer('noop_with_empty_axes', 0) !== 0
    if (none) return input!
    const axes = (told?.length ? told : dims.map((_, axis) => axis)).map((axis) =>
      node.axis(axis, dims.length),
    )
    const kept = dims.map((size, axis) => (axes.includes(axis) ? 1 : size))
    const [steps, count] = [rowSteps(kept), countOf(dims) / countOf(kept)]
    const made = newNumbers(node, type, countOf(kept)).fill(start)
    const inner = rowSteps(dims)
    for (let i = 0; i < data.length; i++) {
      const at = dims.reduce(
        (sum, size, axis) =>
          sum + (kept[axis] === 1 ? 0 : (Math.floor(i / inner[axis]!) % size) * steps[axis]!),
        0,
      )
      made[at] = f(made[at]!, data[i]!)
    }
    const keep = node.attributes.integer('keepdims', 1) !== 0
    const sizes = keep ? kept : kept.filter((_, axis) => !axes.includes(axis))
    return constant(
      sizes,
      type,
      made.map((sum) => end(sum, count)),
    )
  }

/** Bounds of narrow whole numbers, by TensorProto.DataType: what lies beyond wraps around, as nobody means it. */
const NARROW: Readonly<Record<number, readonly [least: number, most: number]>> = {
  2: [0, 255],
  3: [-128, 127],
  4: [0, 65_535],
  5: [-32_768, 32_767],
}

const cast: Fold = (node, [input]) => {
  const to = node.attributes.integer('to', 1)
  const type: ElementType | undefined = [1, 10, 16].includes(to)
    ? 'float'
    : to === 11
      ? 'double'
      : to === 9
        ? 'boolean'
        : to <= 13 && to !== 8
          ? 'integer'
          : undefined
  if (!type) throw node.unsupported(`to type ${to}`)
  const [least, most] = NARROW[to] ?? [-Infinity, Infinity]
  const beyond = input!.data.find((x) => Math.trunc(x) < least || Math.trunc(x) > most)
  if (beyond !== undefined) throw node.unsupported(`of ${beyond} to a type of ${least} … ${most}`)
  const convert =
    type === 'integer' ? Math.trunc : type === 'boolean' ? (x: number) => (x === 0 ? 0 : 1) : (x: number) => x
  return mapBroadcast(node, [input!], type, convert)
}

const gather: Fold = (node, [input, indices]) => {
  const axis = node.axis(node.attributes.integer('axis', 0), input!.dims.length)
  const size = input!.dims[axis]!
  const places = Array.from(indices!.data, (index) => (index < 0 ? index + size : index))
  if (places.some((place) => !(place >= 0 && place < size))) {
    throw node.malformed(
      `expected indices below ${size}, got ${places.find((place) => !(place >= 0 && place < size))}`,
    )
  }
  const chosen = selected(node, input!, axis, places)
  return { ...chosen, dims: input!.dims.toSpliced(axis, 1, ...indices!.dims) }
}

const transpose: Fold = (node, [input]) => {
  const { dims } = input!
  const order = node.attributes.integers('perm') ?? dims.map((_, axis) => dims.length - 1 - axis)
  if (order.length !== dims.length || order.some((axis) => dims[axis] === undefined)) {
    throw node.malformed(`perm: expected an order of ${dims.length} axes, got [${order.join(', ')}]`)
  }
  const steps = rowSteps(dims)
  return gathered(
    node,
    input!,
    order.map((axis) => dims[axis]!),
    (at) => at.reduce((sum, index, i) => sum + index * steps[order[i]!]!, 0),
  )
}

const constantOfShape: Fold = (node, [sizes]) => {
  const dims = Array.from(sizes!.data)
  if (!dims.every((size) => Number.isInteger(size) && size >= 0))
    throw node.malformed(`expected sizes, got [${dims.join(', ')}]`)
  const tensor = node.attributes.tensor('value')
  const { type, data } = tensor ? readTensor(tensor, node.where) : constant([1], 'float', new Float32Array(1))
  return constant(dims, type, newNumbers(node, type, countOf(dims)).fill(data[0] ?? 0))
}

const range: Fold = (node, inputs) => {
  const [start, limit, delta] = inputs.map(({ data }) => data[0] ?? 0) as [number, number, number]
  const count = Math.max(0, Math.ceil((limit - start) / delta))
  if (!Number.isSafeInteger(count)) throw node.malformed(`from ${start} to ${limit} by ${delta} has no end`)
  const { type } = inputs[0]!
  return constant(
    [count],
    type,
    newNumbers(node, type, count).map((_, i) => start + i * delta),
  )
}

const concat: Fold = (node, inputs) => {
  const axis = node.axis(node.attributes.integer('axis', 1), inputs[0]!.dims.length)
  return concatenated(node, inputs, axis)
}

const slice: Fold = (node, [input]) =>
  slicesOf(node, input!.dims).reduce(
    (value, { axis, indices }) => selected(node, value, axis, indices),
    input!,
  )

const expand: Fold = (node, [input, sizes]) => {
  const dims = broadcastDims(node, input!.dims, Array.from(sizes!.data))
  const own = [...dims.slice(input!.dims.length).map(() => 1), ...input!.dims]
  const steps = rowSteps(own)
  return gathered(node, input!, dims, (at) =>
    at.reduce((sum, index, axis) => sum + (own[axis] === 1 ? 0 : index * steps[axis]!), 0),
  )
}

const tile: Fold = (node, [input, times]) => {
  const { dims } = input!
  const repeats = Array.from(times!.data)
  if (repeats.length !== dims.length) throw node.malformed(`expected ${dims.length} repeats`)
  const steps = rowSteps(dims)
  return gathered(
    node,
    input!,
    dims.map((size, axis) => size * repeats[axis]!),
    (at) => at.reduce((sum, index, axis) => sum + (index % dims[axis]!) * steps[axis]!, 0),
  )
}

const where: Fold = (node, [condition, a, b]) =>
  mapBroadcast(node, [condition!, a!, b!], a!.type, (chosen, x, y) => (chosen ? x : y))

/** The value that a Constant node writes down, in one of several ways. */
const written: Fold = (node) => {
  const { attributes } = node
  const tensor = attributes.tensor('value')
  if (tensor) return readTensor(tensor, node.where)
  const [floats, ints] = [attributes.numbers('value_floats'), attributes.integers('value_ints')]
  if (floats) return constant([floats.length], 'float', Float32Array.from(floats))
  if (ints) return integers(ints)
  if (attributes.has('value_int'))
    return constant([], 'integer', Float64Array.of(attributes.integer('value_int', 0)))
  if (attributes.has('value_float'))
    return constant([], 'float', Float32Array.of(attributes.number('value_float', 0)))
  throw node.unsupported('without numbers')
}

const power = (a: number, b: number) => a ** b

/** What nodes make of constants alone, by operator: arithmetic of shapes, and what is done to weights before they are used. */
export const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Constant', written],
  ['ConstantOfShape', constantOfShape],
  ['Range', range],
  ['Cast', cast],
  ['Gather', gather],
  ['Transpose', transpose],
  ['Concat', concat],
  ['Slice', slice],
  ['Expand', expand],
  ['Tile', tile],
  ['Where', where],
  ['DequantizeLinear', dequantised],
  ['Add', both((a, b) => a + b)],
  ['Sub', both((a, b) => a - b)],
  ['Mul', both((a, b) => a * b)],
  [
    'Div',
    both(
      (a, b) => a / b,
      (a, b) => Math.trunc(a / b),
    ),
  ],
  [
    'Mod',
    both(
      (a, b) => a % b,
      (a, b) => a - b * Math.floor(a / b),
    ),
  ],
  ['Pow', both(power)],
  ['Max', both(Math.max)],
  ['Min', both(Math.min)],
  ['Sum', both((a, b) => a + b)],
  ['Neg', each((x) => -x)],
  ['Abs', each(Math.abs)],
  ['Sqrt', each(Math.sqrt)],
  ['Exp', each(Math.exp)],
  ['Log', each(Math.log)],
  ['Erf', each(erf)],
  ['Tanh', each(Math.tanh)],
  ['Relu', each((x) => Math.max(x, 0))],
  ['Sigmoid', each((x) => 1 / (1 + Math.exp(-x)))],
  ['Softsign', each((x) => x / (1 + Math.abs(x)))],
  ['Softplus', each((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))],
  ['Reciprocal', each((x) => 1 / x)],
  ['Floor', each(Math.floor)],
  ['Ceil', each(Math.ceil)],
  ['Not', each((x) => (x ? 0 : 1))],
  ['Equal', compare((a, b) => a === b)],
  ['Less', compare((a, b) => a < b)],
  ['LessOrEqual', compare((a, b) => a <= b)],
  ['Greater', compare((a, b) => a > b)],
  ['GreaterOrEqual', compare((a, b) => a >= b)],
  ['And', compare((a, b) => a !== 0 && b !== 0)],
  ['Or', compare((a, b) => a !== 0 || b !== 0)],
  ['ReduceSum', reduce(0, (sum, x) => sum + x)],
  ['ReduceProd', reduce(1, (product, x) => product * x)],
  [
    'ReduceMean',
    reduce(
      0,
      (sum, x) => sum + x,
      (sum, count) => sum / count,
    ),
  ],
  ['ReduceMax', reduce(Number.NEGATIVE_INFINITY, Math.max)],
  ['ReduceMin', reduce(Number.POSITIVE_INFINITY, Math.min)],
])
