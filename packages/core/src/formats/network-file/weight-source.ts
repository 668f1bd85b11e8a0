import { elementCount, float32Of, type NumericArray, shapeText } from '../../arrays/numeric-array.js'
import { InputError } from '../../errors.js'

/** A weight as a layer is given it. */
interface Weight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** The tensors of a weight file, and which of them have been asked for. */
export class WeightSource {
  readonly #tensors: ReadonlyMap<string, NumericArray>
  readonly #file: string
  /** Values of the tensors asked for: several layers may share one. */
  readonly #used = new Map<string, Float32Array>()

  constructor(tensors: ReadonlyMap<string, NumericArray>, file: string) {
    this.#tensors = tensors
    this.#file = file
  }

  has(name: string): boolean {
    return this.#tensors.has(name)
  }

  /**
   * @param shape - what its shape must be; −1 takes any size
   * @throws InputError WEIGHT_MISSING, WEIGHT_SHAPE, VALUES_NOT_FINITE
   */
  take(name: string, shape: readonly number[], label: string): Weight {
    const tensor = this.#tensors.get(name)
    if (!tensor) {
      throw new InputError(
        'WEIGHT_MISSING',
        `${label}: ${this.#file} has no tensor ${name}${this.#like(name)}`,
      )
    }
    const fits =
      tensor.shape.length === shape.length && tensor.shape.every((d, i) => d === shape[i] || shape[i] === -1)
    if (!fits || elementCount(tensor.shape) === 0) {
      const expected = shape.map((d) => (d === -1 ? 'any' : d)).join('×')
      throw new InputError(
        'WEIGHT_SHAPE',
        `${label}: ${name} is ${shapeText(tensor.shape)}, expected ${expected}`,
      )
    }
    const values = this.#used.get(name) ?? float32Of(tensor, `${this.#file}, ${name}`)
    this.#used.set(name, values)
    return { shape: tensor.shape, values }
  }

  /** A tensor no layer takes is most likely a layer forgotten or a bias misspelt. @throws InputError WEIGHT_UNUSED */
  requireAllUsed(): void {
    // PyTorch counts the batches its normalisation saw; nothing is computed from that.
    const left = [...this.#tensors.keys()].filter(
      (name) => !this.#used.has(name) && !name.endsWith('num_batches_tracked'),
    )
    if (left.length === 0) return
    const more = left.length > 1 ? ` and ${left.length - 1} more` : ''
    throw new InputError('WEIGHT_UNUSED', `${this.#file} holds ${left[0]}${more}, which no layer takes`)
  }

  #like(name: string): string {
    const end = name.split(/[./]/).at(-1)!
    const similar = [...this.#tensors.keys()].filter((key) => key.endsWith(end)).slice(0, 3)
    return similar.length > 0 ? `; it has ${similar.join(', ')}` : ''
  }
}
