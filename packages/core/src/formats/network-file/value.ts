import type { OutputHead } from '@umbra/occlusion-wasm'
import type { NetworkValue } from '../../network/network-builder.js'

/** What a layer of the file, or the image, gives. */
export interface Value extends NetworkValue {
  /**
   * Of a flattened feature map whose source flattens channels first: its pixels and channels. Value (pixel, channel), ours at
   * pixel·channels + channel, stands at channel·pixels + pixel in the source's vector. Absent where both agree.
   */
  readonly order?: { readonly pixels: number; readonly channels: number }
  /** Of a softmax or sigmoid of all values: the values it is made of, which are the scores where nothing follows, and the head. */
  readonly logits?: { readonly value: Value; readonly head: OutputHead }
  /** Why these are no logits, such as `layer "out" ends in relu`; absent where they may be. */
  readonly ending?: string
  /** The layer whose probabilities these are, or are made of. */
  readonly probabilities?: string
}

/** What a layer without weights makes of values: probabilities, if it was given nothing else. */
export function mixed(inputs: readonly Value[], value: NetworkValue, layer: string): Value {
  const sources = inputs.map(({ probabilities }) => probabilities)
  const [source] = sources
  if (source === undefined || sources.includes(undefined)) return value
  const ending = `layer "${layer}" makes them of the probabilities of layer "${source}"`
  return { ...value, probabilities: source, ending }
}

/** A value in the order of another, which it was made of one by one. */
export function inOrderOf({ order }: Value, value: NetworkValue): Value {
  return order ? { ...value, order } : value
}
