import * as occlusionWasm from '@umbra/occlusion-wasm'
import { expect, it, vi } from 'vitest'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'
import { readTopology } from '../../formats/keras/topology.js'
import { WeightTable } from '../../formats/keras/weight-table.js'
import { Random } from '../../random.js'
import { definitionOf } from './defined-output.js'
import type { LiveLayer } from './live-layers.js'

vi.mock('@umbra/occlusion-wasm', async (original) => {
  const actual = await original<typeof occlusionWasm>()
  return { ...actual, referenceLogits: vi.fn(actual.referenceLogits) }
})

it('a layer too large for the float64 reference is defined by the kernels, to the same values', async () => {
  const [side, filters] = [48, 96]
  const random = new Random(9)
  const convolution = { filters, kernel_size: [3, 3], strides: [1, 1], padding: 'same', use_bias: true }
  const config = { name: 'large', batch_input_shape: [null, side, side, 12], ...convolution }
  const artifacts: ModelArtifacts = {
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'model', layers: [{ class_name: 'Conv2D', config }] },
    },
    weightSpecs: [
      { name: 'large/kernel', shape: [3, 3, 12, filters], dtype: 'float32' },
      { name: 'large/bias', shape: [filters], dtype: 'float32' },
    ],
    weightData: Float32Array.from({ length: 9 * 12 * filters + filters }, () => random.normal()).buffer,
  }
  const [json] = readTopology(artifacts.modelTopology).layers
  const live = { json, path: ['large'] } as unknown as LiveLayer
  const image = Float32Array.from({ length: side * side * 12 }, () => random.uniform())
  const definition = definitionOf(live, [side, side, 12], 1, new WeightTable(artifacts))!
  const byKernels = await definition(image)
  expect(occlusionWasm.referenceLogits).not.toHaveBeenCalled()
  // A corner of the image, whose padding and window are those of the whole's corner, is affordable.
  const corner = definitionOf(live, [8, 8, 12], 1, new WeightTable(artifacts))!
  const part = Float32Array.from({ length: 8 * 8 * 12 }, (_, i) => {
    const [y, x, c] = [Math.floor(i / 96), Math.floor(i / 12) % 8, i % 12]
    return image[(y * side + x) * 12 + c]!
  })
  const byReference = await corner(part)
  expect(occlusionWasm.referenceLogits).toHaveBeenCalledOnce()
  for (let y = 0; y < 7; y++) {
    for (let x = 0; x < 7; x++) {
      for (let f = 0; f < filters; f++) {
        const own = byKernels[(y * side + x) * filters + f]!
        expect(Math.abs(own - byReference[(y * 8 + x) * filters + f]!)).toBeLessThan(1e-4)
      }
    }
  }
})
