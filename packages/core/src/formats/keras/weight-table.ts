import { InputError } from '../../errors.js'
import type { ModelArtifacts } from './artifacts.js'
import { storedWeights } from './quantisation.js'

/** A weight tensor. */
export interface Weight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** The weights of a model, found by the layer that owns them. */
export class WeightTable {
  readonly #byName = new Map<string, Weight>()
  /** Names by what follows any of their slashes; made when a name is first looked for by its end. */
  #byEnding: Map<string, string[]> | undefined

  /** @throws InputError `WEIGHT_TYPE` or `WEIGHTS_LENGTH` */
  constructor(artifacts: Pick<ModelArtifacts, 'weightSpecs' | 'weightData'>) {
    for (const [{ name, shape }, values] of storedWeights(artifacts)) {
      this.#byName.set(name.replace(/:0$/, ''), { shape, values })
    }
  }

  /**
   * One weight of a layer. It may be named `layer/parameter`, or with the models around it in front.
   *
   * @param path - names of the models the layer lies in, outermost first, and its own
   * @param parameter - such as `kernel`
   * @param shape - what its shape must be; −1 takes any size
   * @throws InputError `WEIGHT_MISSING`, `WEIGHT_AMBIGUOUS` or `WEIGHT_SHAPE`
   */
  find(path: readonly string[], parameter: string, shape: readonly number[]): Weight {
    const name = this.#resolve(path, parameter)
    const weight = this.#byName.get(name)!
    if (
      weight.shape.length !== shape.length ||
      shape.some((size, i) => size !== -1 && size !== weight.shape[i])
    ) {
      const expected = shape.map((size) => (size === -1 ? 'any' : size)).join(', ')
      throw new InputError(
        'WEIGHT_SHAPE',
        `weight ${name}: expected [${expected}], got [${weight.shape.join(', ')}]`,
      )
    }
    return weight
  }

  /** Whether a layer has a weight of this name. */
  has(path: readonly string[], parameter: string): boolean {
    return this.#candidates(path, parameter).length > 0
  }

  #resolve(path: readonly string[], parameter: string): string {
    const candidates = this.#candidates(path, parameter)
    if (candidates.length === 1) return candidates[0]!
    const name = `weight ${path.at(-1)}/${parameter}`
    if (candidates.length > 1) {
      throw new InputError('WEIGHT_AMBIGUOUS', `${name}: could be any of ${candidates.join(', ')}`)
    }
    throw new InputError('WEIGHT_MISSING', `${name}: the model's topology needs it, its weights lack it`)
  }

  /** Names that say most: the whole path, then the layer alone, then those that end in the one or the other. */
  #candidates(path: readonly string[], parameter: string): string[] {
    const whole = `${path.join('/')}/${parameter}`
    const short = `${path.at(-1)}/${parameter}`
    for (const name of [whole, short]) if (this.#byName.has(name)) return [name]
    this.#byEnding ??= endings(this.#byName.keys())
    return this.#byEnding.get(whole) ?? this.#byEnding.get(short) ?? []
  }
}

function endings(names: Iterable<string>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      const ending = name.slice(slash + 1)
      const alike = found.get(ending)
      if (alike) alike.push(name)
      else found.set(ending, [name])
    }
  }
  return found
}
