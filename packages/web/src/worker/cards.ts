import { adviseEngine, graphicsAdapters } from '@umbra/core'
import { modelInUse } from './explain.js'

/** Which graphics cards there are. */
export const cards = graphicsAdapters

/** Times the model taken up on a card, and says in words which engine is faster. */
export async function advise(backend: 'webgpu' | 'webgl'): Promise<string> {
  const threads = Math.min(8, navigator.hardwareConcurrency)
  return (await adviseEngine(await modelInUse(), { backend, threads })).text
}
