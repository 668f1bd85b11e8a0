import { NetworkSize } from '@umbra/occlusion-wasm'
import type { WeightSpec } from '../keras/artifacts.js'

/** A value of the network: what a layer, or the image, gives. */
export interface Value {
  /** Of the Keras layer that gives it. */
  readonly layer: string
  /** [H, W, C] or [n]. */
  readonly shape: readonly number[]
  /**
   * Of a flattened feature map whose source flattens channels first: its pixels and channels. Value (pixel, channel), ours at
   * pixel·channels + channel, stands at channel·pixels + pixel in the source's vector. Absent where both agree.
   */
  readonly order?: { readonly pixels: number; readonly channels: number }
  /** Whether no value can be negative. */
  readonly nonNegative?: boolean
}

/** Writes a functional Keras model layer by layer, with the weights in their order. */
export class TopologyWriter {
  readonly #layers: object[] = []
  /** Names taken, and how often each was wanted. */
  readonly #names = new Map<string, number>()
  readonly #size = new NetworkSize()
  readonly #specs: WeightSpec[] = []
  readonly #weights: Float32Array[] = []
  readonly #input: string

  constructor(inputShape: readonly number[]) {
    this.#input = this.#unique('image')
    this.#size.addImage(inputShape, 'network.json, input')
    const config = {
      batch_input_shape: [null, ...inputShape],
      dtype: 'float32',
      sparse: false,
      name: this.#input,
    }
    this.#layers.push({ class_name: 'InputLayer', config, name: this.#input, inbound_nodes: [] })
  }

  get input(): string {
    return this.#input
  }

  /**
   * @param weights - by Keras's own names: `kernel`, `bias`
   * @returns the layer's name, unique in the model
   * @throws NetworkError `MODEL_TOO_LARGE`
   */
  add(
    className: string,
    wanted: string,
    inputs: readonly Value[],
    config: object = {},
    weights: Readonly<
      Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
    > = {},
  ): string {
    const name = this.#unique(wanted)
    this.#layers.push({
      class_name: className,
      config: { name, trainable: true, dtype: 'float32', ...config },
      name,
      inbound_nodes: [inputs.map(({ layer }) => [layer, 0, 0, {}])],
    })
    for (const [parameter, { shape, values }] of Object.entries(weights)) {
      this.#specs.push({ name: `${name}/${parameter}`, shape, dtype: 'float32' })
      this.#weights.push(values)
      this.#size.add([], values.length, `layer "${name}"`)
    }
    return name
  }

  /** Counts what a layer gives. @throws NetworkError `MODEL_TOO_LARGE` */
  count({ shape }: Value, label: string): void {
    this.#size.add(shape, 0, label)
  }

  finish(output: Value): {
    readonly modelTopology: object
    readonly weightSpecs: WeightSpec[]
    readonly weightData: ArrayBuffer
  } {
    const weightData = new Float32Array(this.#weights.reduce((sum, { length }) => sum + length, 0))
    let offset = 0
    for (const values of this.#weights) {
      weightData.set(values, offset)
      offset += values.length
    }
    const config = {
      name: 'network',
      layers: this.#layers,
      input_layers: [[this.#input, 0, 0]],
      output_layers: [[output.layer, 0, 0]],
    }
    return {
      // Layers are written as Keras 3 defines them.
      modelTopology: { keras_version: '3.0.0', class_name: 'Functional', config },
      weightSpecs: this.#specs,
      weightData: weightData.buffer,
    }
  }

  /** Keras tells layers apart by name, and `/` separates a name from a weight's. */
  #unique(wanted: string): string {
    const plain = wanted.replaceAll('/', '.')
    const before = this.#names.get(plain) ?? 0
    let name = plain
    // From the last number given on: names that differ in slashes alone may be many.
    let i = before
    for (; this.#names.has(name); i++) name = `${plain}_${i}`
    this.#names.set(plain, Math.max(i, 1))
    if (name !== plain) this.#names.set(name, 1)
    return name
  }
}
