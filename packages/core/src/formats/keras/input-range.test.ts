import { describe, expect, it } from 'vitest'
import type { ModelSettingsInput } from '../../network/model-settings.js'
import { inputRangeNote } from '../input-range-note.js'
import { loadModel } from '../load-model.js'

const layer = (class_name: string, config: object) => ({ class_name, config })

/** A model that begins with a layer and goes on with a dense one, by itself or inside another model. */
async function beginning(first: object, settings: ModelSettingsInput = {}, nested = false) {
  const layers = [
    first,
    layer('Flatten', { name: 'f' }),
    layer('Dense', { name: 'd', units: 2, use_bias: false, activation: 'linear' }),
  ]
  const own = layer('Sequential', { name: 'own', layers })
  const modelTopology = nested ? layer('Sequential', { name: 'outer', layers: [own] }) : own
  const weights = [{ name: 'd/kernel', shape: [4, 2], dtype: 'float32' }]
  const json = { modelTopology, weightsManifest: [{ paths: ['w'], weights }] }
  return loadModel({ json, shards: { w: new Uint8Array(32) } }, settings)
}

const input = { batch_input_shape: [null, 2, 2, 1] }
const rescaling = (scale: number, offset = 0) => layer('Rescaling', { name: 'r', ...input, scale, offset })
const normalization = (mean: number, variance: number) =>
  layer('Normalization', { name: 'n', ...input, axis: -1, mean: [mean], variance: [variance] })

describe('what a model’s first layer tells of its input', () => {
  it.each([
    ['1/255', rescaling(1 / 255)],
    ['to −1 … 1', rescaling(1 / 127.5, -1)],
    ['a normalisation of bytes', normalization(120, 3500)],
  ])('%s, given 0 … 1', async (_, first) => {
    for (const nested of [false, true]) {
      expect(inputRangeNote(await beginning(first, {}, nested))).toMatch(
        /^the model begins with a \w+ layer \([rn]\) made for pixels of 0 … 255 and is given 0 … 1: --scale 255, or/,
      )
      expect(inputRangeNote(await beginning(first, { scale: 255 }, nested))).toBeUndefined()
      expect(inputRangeNote(await beginning(first, {}, nested), 255)).toBeUndefined()
    }
  })

  it.each([
    ['0 … 1 to −1 … 1', rescaling(2, -1)],
    ['a normalisation of 0 … 1', normalization(0.45, 0.05)],
  ])('%s, given bytes', async (_, first) => {
    expect(inputRangeNote(await beginning(first))).toBeUndefined()
    expect(inputRangeNote(await beginning(first, { scale: 255 }))).toMatch(
      /made for pixels of 0 … 1 and is given 0 … 255: leave scale out/,
    )
    expect(inputRangeNote(await beginning(first), 255)).toMatch(/given 0 … 255: --scale 0\.0039/)
  })

  it('says nothing where it tells nothing', async () => {
    expect(inputRangeNote(await beginning(layer('ReLU', { name: 'a', ...input })))).toBeUndefined()
    expect(
      inputRangeNote(await beginning(layer('ReLU', { name: 'a', ...input }), { scale: 255 })),
    ).toBeUndefined()
  })
})
