/** Backends of TensorFlow.js that compute on a graphics card, by what a page reaches it. */
export type GraphicsBackend = (typeof graphicsBackends)[number]

export const graphicsBackends = ['webgpu', 'webgl'] as const

/** A graphics card as a browser tells of it. */
export interface GraphicsAdapter {
  readonly backend: GraphicsBackend
  /** What the browser calls it: `google swiftshader`. */
  readonly adapter: string
  /** Whether it is no card but the processor that computes. */
  readonly software: boolean
}

/** An adapter in words: one that is no card says so. */
export function adapterText({ adapter, software }: Omit<GraphicsAdapter, 'backend'>): string {
  return software ? `${adapter} (software, no graphics card)` : adapter
}
