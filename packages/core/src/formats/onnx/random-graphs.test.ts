import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { NetworkBuilder } from '../../network/network-builder.js'
import { Random } from '../../random.js'
import { ConstantBudget } from './constants/constant.js'
import { decodeModel } from './decode-model.js'
import { readOnnx } from './read-onnx.js'
import { Reading } from './reading.js'
import { feature } from './tensor.js'
import { viewOf } from './view.js'
import { walkNodes } from './walk-nodes.js'

/** A graph that moves, cuts, joins and combines values at random, and where its last value is. */
class RandomGraph {
  readonly nodes: ReturnType<typeof node>[] = []
  readonly weights: (ReturnType<typeof weight> | ReturnType<typeof tensor>)[] = []
  readonly #random: Random
  dims: number[]
  at = 'x'

  constructor(random: Random, dims: readonly number[]) {
    this.#random = random
    this.dims = [...dims]
  }

  #whole(from: number, to: number): number {
    return from + this.#random.integer(to - from + 1)
  }

  #indices(values: readonly number[]): string {
    const name = `c${this.weights.length}`
    this.weights.push(tensor({ name, dims: [values.length], dataType: 7, int64Data: values.map(BigInt) }))
    return name
  }

  #numbers(dims: readonly number[]): string {
    const name = `c${this.weights.length}`
    const count = dims.reduce((product, size) => product * size, 1)
    this.weights.push(
      weight(
        name,
        dims,
        Array.from({ length: count }, () => this.#random.normal()),
      ),
    )
    return name
  }

  #add(op: string, inputs: string, attributes: Parameters<typeof node>[3], dims: readonly number[]): void {
    const output = `v${this.nodes.length}`
    this.nodes.push(node(op, inputs, output, attributes))
    this.at = output
    this.dims = [...dims]
  }

  /** Adds an operator, or two. The batch, of one image, stays in front. */
  step(): void {
    const axis = this.#whole(1, this.dims.length - 1)
    this.#pick(this.#steps)(axis)
  }

  readonly #steps: readonly ((axis: number) => void)[] = [
    () => {
      const { dims } = this
      const perm = [0, ...shuffled(dims.length - 1, this.#random).map((i) => i + 1)]
      const sizes = perm.map((axis) => dims[axis]!)
      this.#add('Transpose', this.at, { perm }, sizes)
    },
    () => {
      const count = this.dims.reduce((product, size) => product * size, 1)
      const sizes = [1, ...regrouped(count, this.#random)]
      this.#add('Reshape', `${this.at}, ${this.#indices(sizes)}`, {}, sizes)
    },
    (axis) => {
      const size = this.dims[axis]!
      const [start, step] = [this.#random.integer(size), this.#whole(1, 2)]
      const inputs = [this.at, ...[start, size, axis, step].map((number) => this.#indices([number]))]
      this.#add('Slice', inputs.join(), {}, this.dims.with(axis, Math.ceil((size - start) / step)))
    },
    (axis) => {
      const indices = Array.from({ length: this.#whole(1, 4) }, () => this.#random.integer(this.dims[axis]!))
      const sizes = this.dims.with(axis, indices.length)
      this.#add('Gather', `${this.at}, ${this.#indices(indices)}`, { axis }, sizes)
    },
    () => {
      const sizes = this.dims.map((size) => (this.#random.integer(2) === 0 ? 1 : size))
      const constant = this.#numbers(sizes.slice(this.#random.integer(sizes.length)))
      const inputs = this.#random.integer(2) === 0 ? [this.at, constant] : [constant, this.at]
      this.#add(this.#pick(['Add', 'Mul', 'Sub']), inputs.join(), {}, this.dims)
    },
    (axis) => {
      const { at, dims } = this
      this.#add(this.#pick(['ReduceMean', 'ReduceMax']), at, { axes: [axis] }, dims.with(axis, 1))
      this.#add(this.#pick(['Mul', 'Add', 'Sub', 'Max']), `${at}, ${this.at}`, {}, dims)
    },
    (axis) => {
      const { at, dims } = this
      this.#add('Neg', at, {}, dims)
      this.#add('Concat', `${at}, ${this.at}, ${at}`, { axis }, dims.with(axis, 3 * dims[axis]!))
    },
    (axis) => {
      const constant = this.#numbers(this.dims.with(axis, 2))
      const inputs = this.#random.integer(2) === 0 ? [this.at, constant] : [constant, this.at]
      this.#add('Concat', inputs.join(), { axis }, this.dims.with(axis, this.dims[axis]! + 2))
    },
    (axis) => {
      const times = this.dims.map((_, i) => (i === axis ? 2 : 1))
      this.#add('Tile', `${this.at}, ${this.#indices(times)}`, {}, this.dims.with(axis, 2 * this.dims[axis]!))
    },
    (axis) => {
      const mean = this.dims.with(axis, 1)
      this.#add('ReduceMean', this.at, { axes: [axis] }, mean)
      const sizes = mean.with(axis, 3)
      if (this.#random.integer(2) === 0) this.#add('Expand', `${this.at}, ${this.#indices(sizes)}`, {}, sizes)
      else this.#add(this.#pick(['Add', 'Mul']), `${this.at}, ${this.#numbers(sizes.slice(axis))}`, {}, sizes)
    },
    () => this.#add(this.#pick(['Relu', 'Tanh', 'Sigmoid', 'Abs']), this.at, {}, this.dims),
    (axis) => {
      if (this.dims.length === 4) return
      this.#add('Unsqueeze', `${this.at}, ${this.#indices([axis])}`, {}, this.dims.toSpliced(axis, 0, 1))
    },
  ]

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#random.integer(choices.length)]!
  }

  finish(): void {
    this.#add('Softsign', this.at, {}, this.dims)
    this.#add('Flatten', this.at, {}, [1, this.dims.reduce((product, size) => product * size, 1)])
  }
}

function shuffled(length: number, random: Random): number[] {
  const left = Array.from({ length }, (_, i) => i)
  return Array.from({ length }, () => left.splice(random.integer(left.length), 1)[0]!)
}

/** Up to three sizes whose product is a number. */
function regrouped(count: number, random: Random): number[] {
  const divisors = (n: number) => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0)
  const pick = (list: number[]) => list[random.integer(list.length)]!
  const first = pick(divisors(count))
  const second = pick(divisors(count / first))
  return [first, second, count / first / second]
}

describe('a graph at random', () => {
  it('gives what its operators make of the image row by row, wherever values are stored', async () => {
    const kinds = new Map<string, number>()
    for (let seed = 0; seed < 400; seed++) {
      const random = new Random(seed)
      const dims = seed % 2 === 0 ? [1, 3, 5, 6] : [1, 5, 6, 3]
      const graph = new RandomGraph(random, dims)
      for (let i = 0; i < 2 + random.integer(6); i++) {
        if (graph.dims.reduce((product, size) => product * size, 1) < 2000) graph.step()
      }
      graph.finish()
      const image = Array.from({ length: 90 }, () => random.normal())
      const { nodes, weights, at } = graph
      const outputs = [value(at, graph.dims)]
      const file = onnxFile({ inputs: [value('x', dims)], outputs, nodes, weights })
      const { network, unsupported } = await readOnnx(file, { readBeside: async () => undefined })
      expect(unsupported, `seed ${seed}`).toBeUndefined()
      const got = referenceLogits(network!, seed % 2 === 0 ? channelsLast(image) : image)
      const expected = await folded(
        onnxFile({ inputs: [], outputs, nodes, weights: [...weights, weight('x', dims, image)] }),
        at,
      )
      const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3)
      expect(got.length, `seed ${seed}`).toBe(expected.length)
      for (const [i, x] of expected.entries()) {
        if (!(Math.abs(got[i]! - x) < 1e-5 * largest))
          throw new Error(`seed ${seed}: value ${i} is ${got[i]}, expected ${x}`)
      }
      for (const { kind } of network!.layers) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
    for (const kind of ['select', 'concat', 'reduce', 'multiply', 'subtract', 'scaleShift', 'reshape'])
      expect(kinds.get(kind), kind).toBeGreaterThan(10)
  })

  function channelsLast(image: readonly number[]): number[] {
    return image.map((_, i) => image[(i % 3) * 30 + Math.floor(i / 3)]!)
  }

  /** What the same nodes make of the image as a constant: arrays in the order of their axes, no network. */
  async function folded(bytes: Uint8Array, output: string): Promise<Float64Array> {
    const { graph } = await decodeModel(bytes)
    const reading = new Reading(new NetworkBuilder(), new ConstantBudget(0))
    const none = { name: '', value: feature({ index: -1, shape: [1] }, viewOf([1])) }
    const result = walkNodes(graph!, none, output, 17, reading, new Map())
    expect(reading.builder.layers).toEqual([])
    return Float64Array.from((result as { data: ArrayLike<number> }).data)
  }
})
