import { createNetwork, type Network } from '../../src/network/network.js'
import type { Dice } from '../dice.js'
import {
  addConvolution,
  addDepthwise,
  addPlainConvolution,
  addTransposedConvolution,
} from './convolutions.js'
import { addActivation } from './drawn-activations.js'
import { addHead } from './head.js'
import { addCombination, addConcat, addGate, addResidual } from './joining.js'
import { addNorm } from './norms.js'
import { addPool } from './pooling.js'
import {
  addCrop,
  addPadding,
  addReduction,
  addReshape,
  addResize,
  addSelection,
  addTransposition,
} from './rearrangement.js'
import { Sketch } from './sketch.js'

/** A network of random layers over a random small image: every kind of layer, setting and way of joining them turns up. */
export function randomNetwork(dice: Dice): Network {
  const sketch = new Sketch(dice, [dice.between(1, 13), dice.between(1, 13), dice.between(1, 5)])
  addLayers(sketch, mapLayers)
  return finished(sketch)
}

/** One whose convolutions are mostly 3×3 and of stride 1, among all other layers. */
export function randomPlainNetwork(dice: Dice): Network {
  const sketch = new Sketch(dice, [dice.between(3, 15), dice.between(3, 15), dice.between(1, 5)])
  addPlainConvolution(sketch)
  addLayers(sketch, [...mapLayers, ...mapLayers.map(() => addPlainConvolution)])
  return finished(sketch)
}

function addLayers(sketch: Sketch, layers: readonly ((sketch: Sketch) => void)[]): void {
  for (let n = sketch.dice.between(0, 6); n > 0; n--) {
    if (sketch.shape.length === 3) sketch.dice.pick(layers)(sketch)
  }
}

function finished(sketch: Sketch): Network {
  addHead(sketch)
  return createNetwork(sketch.inputShape, sketch.layers)
}

/** What adds layers to a map, as often as it is listed. */
const mapLayers: readonly ((sketch: Sketch) => void)[] = [
  addConvolutionBlock,
  addConvolutionBlock,
  addConvolutionBlock,
  addGate,
  addGate,
  addCombination,
  addNorm,
  addNorm,
  addDepthwise,
  addTransposedConvolution,
  addPool,
  addActivation,
  addScaleShift,
  addPadding,
  addResidual,
  addReshape,
  addResize,
  addCrop,
  addConcat,
  (sketch) => addSelection(sketch, sketch.dice.pick([0, 1, 2, 2])),
  addReduction,
  addTransposition,
]

function addConvolutionBlock(sketch: Sketch): void {
  addConvolution(sketch)
  if (sketch.dice.chance(0.7)) addActivation(sketch)
  if (sketch.dice.chance(0.5)) addPool(sketch)
}

function addScaleShift(sketch: Sketch): void {
  const { dice } = sketch
  const channels = sketch.shape.at(-1)!
  sketch.add({ kind: 'scaleShift', scale: dice.floats(channels, 1.5), shift: dice.floats(channels, 0.5) })
}
