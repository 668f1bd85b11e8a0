import { forecastIncremental, multiplyAddsOf, type Network } from '@umbra/occlusion-wasm'
import { adapterText, type GraphicsAdapter } from '../tensorflow/graphics/graphics-backend.js'
import { formatDuration } from '../words/format.js'

/** How fast a graphics card was seen to score covered copies of one network's images, one after another in batches. */
export interface CardRate extends GraphicsAdapter {
  readonly copiesPerSecond: number
}

/** Which engine is reckoned to be faster for a network. */
export interface EngineAdvice {
  readonly faster: 'incremental' | 'batched'
  /** Covering windows of a seventh of the image, half of that apart: what both times are of. */
  readonly windows: number
  /** Seconds an image: reckoned by the cost model, whose constants are of one machine; measured. */
  readonly incremental: number
  readonly batched: number
  readonly rate: CardRate
  /** All of it in words. */
  readonly text: string
}

/** Compares the incremental engine, by its cost model, with a card's measured rate. @param threads - of the incremental engine */
export function engineAdvice(network: Network, rate: CardRate, threads: number): EngineAdvice {
  const { windows, milliseconds } = forecastIncremental(network)
  const incremental = milliseconds / 1000 / threads
  const batched = windows / rate.copiesPerSecond
  const faster = batched < incremental ? 'batched' : 'incremental'
  const { backend } = rate
  const done = ((multiplyAddsOf(network) * rate.copiesPerSecond) / 1e9).toPrecision(3)
  const measured = `${rate.copiesPerSecond.toPrecision(3)} covered copies/s, ${done} G multiply-adds/s, measured here`
  const choice =
    faster === 'batched'
      ? `choose engine batched, backend ${backend}, if bits may hang on the card`
      : 'engine incremental is the faster one'
  const text = `an image under ${windows} windows would take ${formatDuration(batched)} by the batched path on ${backend}, ${adapterText(rate)} (${measured}), and ${formatDuration(incremental)} by the incremental engine on ${threads} ${threads === 1 ? 'thread' : 'threads'} (reckoned by its cost model): ${choice}`
  return { faster, windows, incremental, batched, rate, text }
}
