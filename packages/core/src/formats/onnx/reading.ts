import type { Operation } from '@umbra/occlusion-wasm'
import type { NetworkBuilder, NetworkValue } from '../../network/network-builder.js'
import { type Expression, X } from '../graph/expression.js'
import { spelledActivation } from '../graph/spelled-activation.js'
import { countOf } from '../graph/value.js'
import type { ConstantBudget } from './constants/constant.js'
import type { Feature } from './tensor.js'
import { dimsOf, factorOrder, isStoredIn, storedPlaces, type View } from './view.js'

/** Builds the network that a file's nodes say: makes layers of expressions, and brings values into the order that layers take. */
export class Reading {
  readonly builder: NetworkBuilder
  readonly budget: ConstantBudget
  /** Images that the file is made for at once, of which one is read: 1 where it leaves that open. */
  readonly batch: number
  /** What is done otherwise than the file says, each once. */
  readonly notes = new Set<string>()
  /** Layers made of expressions, so that what several nodes read is computed once. */
  readonly #settled = new Map<NetworkValue, Map<Expression, NetworkValue>>()

  constructor(builder: NetworkBuilder, budget: ConstantBudget, batch = 1) {
    this.builder = builder
    this.budget = budget
    this.batch = batch
  }

  add(inputs: readonly NetworkValue[], operation: Operation, name: string): NetworkValue {
    return this.builder.add(inputs, operation, name)
  }

  /** The value of the network that a tensor's values are, in the order in which it is stored. */
  settled({ base, expression }: Feature, name: string): NetworkValue {
    if (expression === X) return base
    const known = this.#settled.get(base) ?? new Map<Expression, NetworkValue>()
    this.#settled.set(base, known)
    return this.#settle(base, expression, name, known)
  }

  /** The same tensor with its expression computed, for what is done to it next to begin anew. */
  rebased(feature: Feature, name: string): Feature {
    return { ...feature, base: this.settled(feature, name), expression: X }
  }

  /** [H, W, C] of a tensor [N, C, H, W]. */
  map(feature: Feature, name: string): NetworkValue {
    const dims = dimsOf(feature.view)
    const [, channels, height, width] = dims as [number, number, number, number]
    return this.arranged(feature, [0, 2, 3, 1], [height, width, channels], name)
  }

  /** A value that is stored in the order of a tensor's axes, those taken in an order, under a shape. */
  arranged(feature: Feature, order: readonly number[], shape: readonly number[], name: string): NetworkValue {
    const settled = this.settled(feature, name)
    if (isStoredIn(feature.view, order)) return this.shaped(settled, shape, name)
    return this.shaped(this.#moved(feature.view, order, settled, name), shape, name)
  }

  /** Values in another order: where the inner factors alone change places, within each of the outer ones alike. */
  #moved(view: View, order: readonly number[], value: NetworkValue, name: string): NetworkValue {
    const wanted = factorOrder(view, order)
    const outer = wanted.findIndex((factor, place) => factor !== place)
    const inner = view.factors.slice(outer)
    const indices = storedPlaces({
      factors: inner,
      axes: [wanted.slice(outer).map((factor) => factor - outer)],
    })
    const runs = countOf(view.factors.slice(0, outer))
    const { shape } = value
    const fits = shape.at(-1) === indices.length
    const flat = runs === 1 ? [indices.length] : [runs, indices.length]
    const from = fits ? value : this.shaped(value, flat, name)
    return this.add([from], { kind: 'select', axis: from.shape.length - 1, indices: [...indices] }, name)
  }

  shaped(value: NetworkValue, shape: readonly number[], name: string): NetworkValue {
    if (value.shape.join() === shape.join()) return value
    const operation: Operation = shape.length === 1 ? { kind: 'flatten' } : { kind: 'reshape', shape }
    return this.add([value], operation, name)
  }

  #settle(
    base: NetworkValue,
    expression: Expression,
    name: string,
    known: Map<Expression, NetworkValue>,
  ): NetworkValue {
    if (expression === X || expression.op === 'x') return base
    const before = known.get(expression)
    if (before) return before
    const made = this.#whole(base, expression, name, known) ?? this.#parts(base, expression, name, known)
    known.set(expression, made)
    return made
  }

  /** As one activation, of x or of a part that is computed before. */
  #whole(
    base: NetworkValue,
    expression: Expression,
    name: string,
    known: Map<Expression, NetworkValue>,
  ): NetworkValue | undefined {
    const found = spelledActivation(expression)
    if (!found) return undefined
    const { part, activation, factor } = found
    const made = this.add([this.#settle(base, part, name, known)], { kind: 'activation', activation }, name)
    return factor === 1 ? made : this.#affine(made, factor, 0, name)
  }

  #parts(
    base: NetworkValue,
    expression: Exclude<Expression, { op: 'x' }>,
    name: string,
    known: Map<Expression, NetworkValue>,
  ): NetworkValue {
    const settle = (part: Expression) => this.#settle(base, part, name, known)
    switch (expression.op) {
      case 'affine':
        return this.#affine(settle(expression.of), expression.scale, expression.shift, name)
      case 'activation': {
        const { activation } = expression
        return this.add([settle(expression.of)], { kind: 'activation', activation }, name)
      }
      default: {
        const kind = ({ sum: 'add', product: 'multiply', quotient: 'divide' } as const)[expression.op]
        return this.add([settle(expression.left), settle(expression.right)], { kind }, name)
      }
    }
  }

  #affine(value: NetworkValue, scale: number, shift: number, name: string): NetworkValue {
    const channels = value.shape.at(-1)!
    const each = (number: number) => new Float32Array(channels).fill(number)
    return this.add([value], { kind: 'scaleShift', scale: each(scale), shift: each(shift) }, name)
  }
}
