import type { Network } from '@umbra/occlusion-wasm'
import { sha256OfParts } from '#sha256-of-parts'
import { artifactsSha256 } from './keras/model-files.js'
import { isNetworkModel, type Model, type NetworkModel, type OriginalModel } from './model.js'

/**
 * SHA-256 of what a model computes. Of a LayersModel: its topology, with its preprocessing as the first layer, its weights' names and
 * shapes, and their values as float32. Of any other format: the operations of its network, with their settings, their weights
 * as float32 and how they read each other, its preprocessing among them, and the kind of its head; where no network can say it,
 * its file, its output's name and its preprocessing. How it was trained and what its layers and classes are called does not enter.
 */
export function modelSha256(model: Model): Promise<string> {
  return isNetworkModel(model) ? networkModelSha256(model) : artifactsSha256(model)
}

async function networkModelSha256({ network, original, settings }: NetworkModel): Promise<string> {
  const { classNames: _, ...preprocessing } = settings
  if (network) return hashed(describe(network))
  if (original) return hashed({ original: originalContent(original), preprocessing })
  return hashed({ preprocessing })
}

function describe({ inputShape, layers, head }: Network): object {
  const operations = layers.map(({ name: _, outputShape: __, ...operation }) => operation)
  return { inputShape, layers: operations, head: head.kind }
}

function originalContent(original: OriginalModel): object {
  if (original.kind === 'graph-model') {
    const { weights, ...rest } = original
    return { ...rest, weights: new Uint8Array(weights) }
  }
  return { ...original, external: [...original.external].sort(([a], [b]) => (a < b ? -1 : 1)) }
}

/** Of a value's JSON, keys in order, in which arrays of numbers are replaced by their place among the bytes that follow it. */
function hashed(value: object): Promise<string> {
  const parts: Uint8Array[] = []
  const text = JSON.stringify(value, (_, inner) => {
    if (ArrayBuffer.isView(inner)) {
      parts.push(new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength))
      return { bytes: inner.byteLength }
    }
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner)
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  return sha256OfParts([new TextEncoder().encode(text), ...parts])
}
