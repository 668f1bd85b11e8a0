import { type GraphContext, malformed } from '../graph/graph-context.js'
import { CHANNELS_LAST } from '../graph/permutation.js'

/** A node's settings, as the JSON of a GraphDef (attr_value.proto) has them. */
export class Attributes {
  readonly #context: GraphContext
  readonly #attributes: Readonly<Record<string, unknown>>

  constructor(context: GraphContext, attributes: Readonly<Record<string, unknown>>) {
    this.#context = context
    this.#attributes = attributes
  }

  has(name: string): boolean {
    return this.#field(name) !== undefined
  }

  /** A text, in base64 or, of early converters, as a list of character codes. */
  text(name: string, otherwise: string): string {
    const field = this.#field(name)
    return field === undefined ? otherwise : this.#textOf(name, field.s)
  }

  texts(name: string): string[] {
    const list = this.#listOf(name)?.s
    return Array.isArray(list) ? list.map((text) => this.#textOf(name, text)) : []
  }

  /** A number; whole ones may be written as text. */
  number(name: string, otherwise: number): number {
    const field = this.#field(name)
    return field === undefined ? otherwise : this.#numberOf(name, field.i ?? field.f ?? 0)
  }

  numbers(name: string): number[] {
    const list = this.#listOf(name)
    const numbers = list?.i ?? list?.f ?? []
    if (Array.isArray(numbers) && numbers.length <= 64)
      return numbers.map((number) => this.#numberOf(name, number))
    throw this.#wrong(name, 'a short list of numbers', numbers)
  }

  flag(name: string, otherwise: boolean): boolean {
    const field = this.#field(name)
    // Protobuf's JSON leaves out what is false.
    return field === undefined ? otherwise : field.b === true
  }

  /** A type's name, such as `DT_FLOAT`, or its number. */
  type(name: string): string | number | undefined {
    const type = this.#field(name)?.type
    return typeof type === 'string' || typeof type === 'number' ? type : undefined
  }

  /** A shape, its open sizes −1; undefined where not even its length is known. */
  shape(name: string): number[] | undefined {
    const shape = this.#field(name)?.shape as { unknownRank?: unknown; dim?: unknown } | undefined
    if (shape === undefined || shape.unknownRank === true) return undefined
    const sizes = shape.dim ?? []
    if (!Array.isArray(sizes) || sizes.length > 8) throw this.#wrong(name, 'a shape', shape)
    return sizes.map((size) => this.#numberOf(name, (size as { size?: unknown } | null)?.size ?? 0))
  }

  /** Those of the same node for maps of channels last, where these are of one for channels first. */
  channelsLast(): Attributes {
    const lists = ['strides', 'dilations', 'ksize'].flatMap((name) => {
      const sizes = this.numbers(name)
      return sizes.length === 4 ? [[name, CHANNELS_LAST.map((axis) => sizes[axis])] as const] : []
    })
    const sides = this.numbers('explicit_paddings')
    const pairs = CHANNELS_LAST.flatMap((axis) => sides.slice(2 * axis, 2 * axis + 2))
    const padding = sides.length === 8 ? [['explicit_paddings', pairs] as const] : []
    const turned = [...lists, ...padding].map(([name, list]) => [name, { list: { i: list } }] as const)
    const { data_format: _, ...others } = this.#attributes
    return new Attributes(this.#context, { ...others, ...Object.fromEntries(turned) })
  }

  #field(name: string): Readonly<Record<string, unknown>> | undefined {
    const field = Object.hasOwn(this.#attributes, name) ? this.#attributes[name] : undefined
    if (field === undefined || field === null) return undefined
    if (typeof field === 'object') return field as Readonly<Record<string, unknown>>
    throw this.#wrong(name, 'an attribute', field)
  }

  #listOf(name: string): Readonly<Record<string, unknown>> | undefined {
    return (this.#field(name)?.list ?? undefined) as Readonly<Record<string, unknown>> | undefined
  }

  #textOf(name: string, value: unknown): string {
    if (typeof value === 'string' && value.length <= 1000) {
      try {
        return atob(value)
      } catch {
        throw this.#wrong(name, 'text in base64', value)
      }
    }
    if (Array.isArray(value) && value.length <= 1000) return String.fromCharCode(...value.map(Number))
    throw this.#wrong(name, 'text', value)
  }

  #numberOf(name: string, value: unknown): number {
    const number = typeof value === 'string' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number)) return number
    throw this.#wrong(name, 'a number', value)
  }

  #wrong(name: string, expected: string, value: unknown) {
    const got = (JSON.stringify(value) ?? 'nothing').slice(0, 100)
    return malformed(this.#context, `${name}: expected ${expected}, got ${got}`)
  }
}
