import { createNetwork, type LayerDescription, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { Dice } from '../../../../occlusion-wasm/test/dice.js'
import { drawnActivations } from '../../../../occlusion-wasm/test/random-network/drawn-activations.js'
import { randomNetwork } from '../../../../occlusion-wasm/test/random-network/random-network.js'
import { networkFileOf, writtenKinds } from '../../../test/network-file-writer.js'
import { foldScaleShifts } from '../../network/fold-scale-shifts.js'
import { liveLayers } from '../../network/live-layers.js'
import { loadModel } from '../load-model.js'
import { networkOf } from '../network-of.js'

const TIMES = 150
const networks = Array.from({ length: TIMES }, (_, seed) => randomNetwork(new Dice(seed + 1)))

/** Behind one more layer, so that a last softmax or sigmoid is not read as the head. */
const headless = ({ inputShape, layers, classes }: Network): Network => {
  const indices = Array.from({ length: classes }, (_, i) => classes - 1 - i)
  return createNetwork(inputShape, [
    ...layers,
    { kind: 'select', axis: 0, indices, inputs: [layers.length - 1] },
  ])
}

const read = async (network: Network, layout: 'pytorch' | 'keras') =>
  networkOf(await loadModel(networkFileOf(network, layout)))

/** Settings that mean what leaving them out does, and convolutions that are the same by another name. */
function normal(
  { name: _, ...layer }: LayerDescription & { outputShape?: unknown },
  channels: number,
): object {
  const { outputShape: __, ...own } = layer
  const left = Object.entries(own).filter(([key, value]) => {
    if (key === 'groups' && own.kind !== 'groupNorm') return false
    if (key === 'dilation' && own.kind.endsWith('Pool')) return String(value) !== '1,1'
    if (key === 'outputPadding' || key === 'counted') return Number(String(value).replaceAll(',', '')) !== 0
    return true
  })
  const groups = own.kind === 'depthwiseConv2d' ? channels : ((own as { groups?: number }).groups ?? 1)
  const kind = own.kind === 'depthwiseConv2d' ? 'conv2d' : own.kind
  return { ...Object.fromEntries(left), kind, ...(kind.startsWith('conv2d') && { groups }) }
}

function content({ inputShape, layers }: Network): object {
  const channels = (index: number) => (index < 0 ? inputShape : layers[index]!.outputShape).at(-1)!
  return { inputShape, layers: layers.map((layer) => normal(layer, channels(layer.inputs[0]!))) }
}

describe('whatever a Network can say, network.json can', () => {
  it('in the layout of Keras the same layers come back, bit for bit', async () => {
    for (const [seed, drawn] of networks.entries()) {
      const network = headless(drawn)
      const layers = foldScaleShifts(liveLayers(network.layers, network.layers.length - 1))
      const expected = createNetwork(network.inputShape, layers)
      expect(content(await read(network, 'keras')), `seed ${seed + 1}`).toEqual(content(expected))
    }
  })

  it('in the layout of PyTorch, whose flattening and reshaping go by channels first, scores do', async () => {
    for (const [seed, drawn] of networks.entries()) {
      const network = headless(drawn)
      const dice = new Dice(seed)
      const image = dice.floats(
        network.inputShape.reduce((product, size) => product * size, 1),
        1,
      )
      const expected = referenceLogits(network, image)
      const got = referenceLogits(await read(network, 'pytorch'), image)
      const largest = Math.max(1e-3, ...expected.map(Math.abs))
      expect(got).toHaveLength(expected.length)
      // Norms of what hardly differs enlarge the rounding of weights that are folded.
      got.forEach((score, k) => {
        expect(Math.abs(score - expected[k]!), `seed ${seed + 1}`).toBeLessThan(1e-5 * largest)
      })
    }
  })

  it('and every kind of layer was among them', () => {
    const kinds: ReadonlySet<string> = new Set(
      networks.flatMap(({ layers }) => layers.map(({ kind }) => kind)),
    )
    expect(writtenKinds.filter((kind) => !kinds.has(kind))).toEqual([])
  })

  it.each(drawnActivations.map((activation) => [JSON.stringify(activation), activation] as const))(
    'activation %s',
    async (_, activation) => {
      const layers = [
        { kind: 'activation', activation, inputs: [-1] },
        { kind: 'flatten', inputs: [0] },
        { kind: 'select', axis: 0, indices: [2, 0, 1], inputs: [1] },
      ] as const
      const network = createNetwork([1, 1, 3], layers)
      expect(content(await read(network, 'keras'))).toEqual(content(network))
    },
  )
})
