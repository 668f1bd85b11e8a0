import { createNetwork, type LayerDescription } from '@umbra/occlusion-wasm'
import { expect } from 'vitest'
import torch from './fixtures/gradients.json' with { type: 'json' }

export { torch }

/** The network of `gradients.json`, whose arrays are float32 in base64, and its image. */
export function residualNetwork() {
  const [height, width, channels] = torch.inputShape as [number, number, number]
  const network = createNetwork([height, width, channels], torch.layers.map(unpacked))
  return { network, image: Float32Array.from(torch.image) }
}

function unpacked(layer: object): LayerDescription {
  const entries = Object.entries(layer).map(([key, value]) => {
    const text = (value as { float32?: string } | null)?.float32
    if (typeof text !== 'string') return [key, value]
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    return [key, new Float32Array(bytes.buffer)]
  })
  return Object.fromEntries(entries) as LayerDescription
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

/** Largest difference as a share of the largest magnitude. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return largestDifference(a, b) / Array.from(b).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
