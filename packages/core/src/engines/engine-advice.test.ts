import { createNetwork, forecastIncremental } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { requireFloat32 } from '../tensorflow/graphics/webgl-card.js'
import { engineAdvice } from './engine-advice.js'

const network = createNetwork(
  [28, 28, 1],
  [
    {
      ...{ kind: 'conv2d', kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1] },
      ...{ kernel: new Float32Array(9 * 32), bias: new Float32Array(32), inputs: [-1] },
    },
    { kind: 'globalAveragePool', inputs: [0] },
    { kind: 'dense', kernel: new Float32Array(320), bias: new Float32Array(10), inputs: [1] },
  ],
)
const card = { backend: 'webgpu', adapter: 'some card', software: false } as const

describe('advice about engines', () => {
  it('takes the faster one at the rate it is given, on the threads there are', () => {
    const { windows, milliseconds } = forecastIncremental(network)
    expect(windows).toBe(13 * 13)
    const even = (windows / milliseconds) * 1000
    for (const threads of [1, 2, 8]) {
      const at = (factor: number) =>
        engineAdvice(network, { ...card, copiesPerSecond: even * threads * factor }, threads)
      expect(at(1.01).faster).toBe('batched')
      expect(at(0.99).faster).toBe('incremental')
      expect(at(2).batched).toBeCloseTo(at(2).incremental / 2, 12)
      expect(at(1.01).text).toContain('choose engine batched, backend webgpu, if bits may hang on the card')
      expect(at(0.99).text).toContain('engine incremental is the faster one')
    }
  })

  it('states the rate it was given with its units, and whose it is', () => {
    const { text, rate } = engineAdvice(network, { ...card, software: true, copiesPerSecond: 500 }, 2)
    // 28·28·9·32 + 320 multiply-adds a copy.
    expect(text).toContain('500 covered copies/s, 0.113 G multiply-adds/s, measured here')
    expect(text).toContain('webgpu, some card (software, no graphics card)')
    expect(text).toContain('2 threads (reckoned by its cost model)')
    expect(rate.copiesPerSecond).toBe(500)
  })
})

it('WebGL that keeps or computes fewer bits than float32 has is refused', () => {
  const refused = (rendersFloat32: boolean, fractionBits: number) => () =>
    requireFloat32({ adapter: 'a card' }, { rendersFloat32, fractionBits })
  expect(refused(true, 23)).not.toThrow()
  expect(refused(false, 23)).toThrow('BACKEND_INEXACT: backend webgl: a card keeps results as 16-bit floats')
  expect(refused(true, 10)).toThrow(
    'BACKEND_INEXACT: backend webgl: a card computes with 10 bits of a fraction',
  )
})
