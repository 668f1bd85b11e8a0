import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { Draw, type KerasChain, kerasMakers, randomKerasChain } from '../../../test/random-keras-layers.js'
import { Random } from '../../random.js'
import { networkFromArtifacts } from './index.js'

/** Reads a chain of layers and compares the network's scores with what the layers are defined to give. */
function expectDefinition(chain: KerasChain, draw: Draw, seed: string): void {
  const network = networkFromArtifacts(chain.artifacts)
  const size = chain.inputShape.reduce((a, b) => a * b)
  const image = Float32Array.from({ length: size }, () => draw.number())
  const expected = chain.scoresOf(image)
  const got = referenceLogits(network, image)
  expect(got.length).toBe(expected.length)
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  const worst = expected.reduce((most, value, k) => Math.max(most, Math.abs(value - got[k]!)), 0)
  // Factors of a normalisation are rounded to float32 once.
  expect(
    worst / scale,
    `${seed}: ${JSON.stringify(chain.layers.map(({ class_name, config }) => ({ class_name, ...config })))}`,
  ).toBeLessThan(1e-5)
}

describe.each(['keras2', 'keras3'] as const)(
  'layers of %s are read as its documentation defines them',
  (keras) => {
    it.each(Object.keys(kerasMakers))('%s', (className) => {
      if (className === 'ThresholdedReLU' && keras === 'keras3') return
      for (let seed = 0; seed < 25; seed++) {
        const draw = new Draw(new Random(seed))
        expectDefinition(randomKerasChain(draw, [className], 1, keras), draw, `seed ${seed}`)
      }
    })

    it('in chains of any', () => {
      // None that jumps: behind the rounding of a normalisation before it, a value's last bit would decide.
      const classes = Object.keys(kerasMakers).filter((name) => name !== 'ReLU' && name !== 'ThresholdedReLU')
      for (let seed = 0; seed < 150; seed++) {
        const draw = new Draw(new Random(seed, keras))
        expectDefinition(randomKerasChain(draw, classes, draw.between(2, 5), keras), draw, `seed ${seed}`)
      }
    })
  },
)
