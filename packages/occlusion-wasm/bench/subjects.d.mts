import type { Network, Shape } from '../src/index.js'

export interface Subject {
  readonly window: number
  readonly stride: number
  /** How many images are worth a measurement. */
  readonly count: number
  network(): Network
  /** @returns float32 [n, H, W, C] */
  images(n: number, inputShape: Shape): Float32Array
}

export const subjects: Readonly<Record<'digits' | 'colour-32' | 'colour-64', Subject>>
export function uniform(seed: number): () => number
export function grid(inputShape: Shape, window: number, stride: number): Int32Array
