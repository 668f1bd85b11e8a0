import { InputError } from '../errors.js'
import { chosenMethods } from './chosen-methods.js'
import { type ImageOfMethods, type MethodsBench, mapOf } from './image-methods.js'
import type { AttributionMethod } from './method.js'
import type { MethodsResult } from './result.js'

/** Maps images by every method of a configuration but those that the first image shows to be impossible. */
export class MethodMaps {
  /** In the order shown. */
  methods: readonly AttributionMethod[]
  readonly leftOut: MethodsResult['leftOut'][number][] = []
  /** Seconds of each method, and images they were measured on: those mapped here. */
  readonly seconds = new Map<string, { readonly sum: number; readonly images: number }>()
  readonly #bench: MethodsBench

  /** @throws InputError METHOD_UNKNOWN */
  constructor(bench: MethodsBench) {
    this.#bench = bench
    this.methods = chosenMethods(bench.config.methods)
  }

  /**
   * An image's maps by all methods, kept or made. Of the first image a method that cannot explain it is left out of all from then on, unless
   * it was asked for by name.
   *
   * @param onMapped - told of the methods done
   * @returns by method; those that were set aside are missing
   * @throws InputError where another image cannot be explained, or by a method asked for by name; `signal.reason` when aborted
   */
  async of(
    image: ImageOfMethods,
    { isFirst, onMapped }: { readonly isFirst: boolean; readonly onMapped?: (methods: number) => void },
  ): Promise<Record<string, Float32Array>> {
    const maps: Record<string, Float32Array> = {}
    for (const [m, method] of this.methods.entries()) {
      try {
        requireNetwork(method, this.#bench)
        const map = await mapOf(method, image, this.#bench, (took) => this.#clock(method.id, took))
        if (map) maps[method.id] = map
      } catch (error) {
        if (!isFirst || this.#bench.config.methods !== 'all' || !(error instanceof InputError)) throw error
        this.leftOut.push({ id: method.id, reason: error.message })
      }
      onMapped?.(m + 1)
    }
    this.methods = this.methods.filter(({ id }) => !this.leftOut.some((left) => left.id === id))
    return maps
  }

  #clock(id: string, took: number): void {
    const { sum, images } = this.seconds.get(id) ?? { sum: 0, images: 0 }
    this.seconds.set(id, { sum: sum + took, images: images + 1 })
  }
}

function requireNetwork({ needs, name }: AttributionMethod, { subject }: MethodsBench): void {
  if (needs === 'scores' || subject.network) return
  throw new InputError(
    'METHOD_NEEDS_GRADIENTS',
    `${name} needs gradients, and only a runtime runs this model: expected another method, or a model that the incremental engine runs`,
  )
}
