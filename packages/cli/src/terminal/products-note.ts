import type { EngineReport } from '@umbra/core/explain'
import type { Terminal } from './terminal.js'

/** Says, for a closer look, by which strategy the incremental engine computes how many layers of products. */
export function noteProducts({ products }: EngineReport, terminal: Pick<Terminal, 'detail'>): void {
  const text = products && productsText(products)
  if (text) terminal.detail(text)
}

/** `convolutions and dense layers: 4 sparse, 2 tiled`; nothing of a network without. */
export function productsText(products: NonNullable<EngineReport['products']>): string | undefined {
  const parts = Object.entries(products).map(([strategy, layers]) => `${layers} ${strategy}`)
  return parts.length === 0 ? undefined : `convolutions and dense layers: ${parts.join(', ')}`
}
