import type { Layer, LayerDescription } from './layer.js'
import { NetworkError } from './network-error.js'
import { NetworkSize } from './network-size.js'
import { checkHead, type OutputHead, plainHead } from './output-head.js'
import { checkedShapeOf } from './output-shape.js'
import type { Shape } from './shape.js'

/** A trained convolutional network as plain data: layers in the order they are computed, the last giving the class scores. */
export interface Network {
  /** [H, W, C]. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  readonly layers: readonly Layer[]
  /** K: how many scores the last layer gives, before any softmax or sigmoid. */
  readonly classes: number
  /** What these scores say about classes. */
  readonly head: OutputHead
}

/**
 * Builds a network of layers written down without their output shapes.
 *
 * @param inputShape - [H, W, C]
 * @param layers - in the order they are computed; the last gives the class scores
 * @param head - what these say about classes; unless told they are logits, of exclusive classes or, where there is one, of one
 *   class against the rest
 * @throws NetworkError, `MODEL_TOO_LARGE` among them: at most 10,000 layers of 2^28 values, 2 GiB with all weights
 */
export function createNetwork(
  inputShape: readonly [height: number, width: number, channels: number],
  layers: readonly LayerDescription[],
  head?: OutputHead,
): Network {
  if (inputShape.length !== 3 || !inputShape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new NetworkError('NETWORK_SHAPE', `inputShape: expected [H, W, C], got [${inputShape.join(', ')}]`)
  }
  const size = new NetworkSize()
  size.addImage(inputShape, 'inputShape')
  const wired: Layer[] = []
  for (const [index, layer] of layers.entries()) {
    const label = labelOf(layer, index)
    const inputShapes = inputShapesOf(layer, index, label, inputShape, wired)
    size.addLayer(label)
    const outputShape = checkedShapeOf(layer, inputShapes, label)
    size.add(outputShape, weightsOf(layer), label)
    wired.push({ ...layer, outputShape })
  }
  const scores = wired.at(-1)?.outputShape
  if (scores?.length !== 1) {
    throw new NetworkError(
      'NETWORK_SHAPE',
      `layers: the last one must give a vector of class scores, got ${scores ? `[${scores.join(', ')}]` : 'no layers'}`,
    )
  }
  const classes = scores[0]!
  const known = head ?? plainHead(classes)
  checkHead(known, classes)
  return { inputShape, layers: wired, classes, head: known }
}

/**
 * Checks a network all through: wiring, settings, shapes, lengths of weights, and that every weight is a finite number.
 * @throws NetworkError
 */
export function validateNetwork(network: Network): void {
  if (!network.head) {
    throw new NetworkError('OUTPUT_HEAD', 'head: expected what the scores mean, as createNetwork writes it')
  }
  const { layers, classes } = createNetwork(network.inputShape, network.layers, network.head)
  for (const [index, { outputShape }] of layers.entries()) {
    const stated = network.layers[index]!.outputShape
    if (stated?.length !== outputShape.length || stated.some((size, axis) => size !== outputShape[axis])) {
      const label = labelOf(network.layers[index]!, index)
      const expected = `expected outputShape [${outputShape.join(', ')}]`
      throw new NetworkError('SHAPE_MISMATCH', `${label}: ${expected}, got [${stated?.join(', ') ?? ''}]`)
    }
  }
  if (network.classes !== classes) {
    throw new NetworkError('SHAPE_MISMATCH', `classes: expected ${classes}, got ${network.classes}`)
  }
}

function labelOf(layer: LayerDescription, index: number): string {
  return layer.name ? `layer ${index}, ${layer.kind} "${layer.name}"` : `layer ${index}, ${layer.kind}`
}

/** How many weights a layer has, as its arrays say. */
function weightsOf(layer: LayerDescription): number {
  return Object.values(layer).reduce(
    (sum, value) => (value instanceof Float32Array ? sum + value.length : sum),
    0,
  )
}

function inputShapesOf(
  { inputs }: LayerDescription,
  index: number,
  label: string,
  inputShape: Shape,
  before: readonly Layer[],
): Shape[] {
  return inputs.map((input) => {
    if (!Number.isInteger(input) || input < -1 || input >= index) {
      throw new NetworkError(
        'LAYER_INPUTS',
        `${label}: expected inputs from −1 to ${index - 1}, got ${input}`,
      )
    }
    return input === -1 ? inputShape : before[input]!.outputShape
  })
}
