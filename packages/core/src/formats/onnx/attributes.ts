import type { AttributeProto, TensorProto } from 'onnx-buf'
import { malformed } from './faults.js'

/** The settings of a node, by name, each of the type that is asked for or left out. */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>
  readonly #where: string

  /** @param where - the node, for messages */
  constructor(attributes: readonly AttributeProto[], where: string) {
    this.#byName = new Map(attributes.map((attribute) => [attribute.name, attribute]))
    this.#where = where
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  integer(name: string, otherwise: number): number {
    const found = this.#byName.get(name)
    return found ? this.#whole(name, this.#typed(found, 2, 'a whole number').i) : otherwise
  }

  integers(name: string): readonly number[] | undefined {
    const found = this.#byName.get(name)
    return found && this.#typed(found, 7, 'whole numbers').ints.map((value) => this.#whole(name, value))
  }

  number(name: string, otherwise: number): number {
    const found = this.#byName.get(name)
    return found ? this.#typed(found, 1, 'a number').f : otherwise
  }

  numbers(name: string): readonly number[] | undefined {
    const found = this.#byName.get(name)
    return found && this.#typed(found, 6, 'numbers').floats
  }

  text(name: string, otherwise: string): string {
    const found = this.#byName.get(name)
    return found ? new TextDecoder().decode(this.#typed(found, 3, 'text').s) : otherwise
  }

  tensor(name: string): TensorProto | undefined {
    const found = this.#byName.get(name)
    return found && this.#typed(found, 4, 'a tensor').t
  }

  /** Files of the first versions leave the type out. */
  #typed(attribute: AttributeProto, type: number, expected: string): AttributeProto {
    if (attribute.type === type || attribute.type === 0) return attribute
    throw malformed(`${this.#where}, ${attribute.name}`, `expected ${expected}`)
  }

  #whole(name: string, value: bigint): number {
    const number = Number(value)
    if (Math.abs(number) <= 2 ** 53 || value === 2n ** 63n - 1n || value === -(2n ** 63n)) return number
    throw malformed(`${this.#where}, ${name}`, `expected a whole number within ±2^53, got ${value}`)
  }
}
