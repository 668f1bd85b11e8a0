import type { NetworkValue } from '../../network/network-builder.js'
import type { Sketch } from './sketch.js'

/** Factor by which a block widens, side of its window, filters, blocks, stride of the first. */
const STAGES = [
  [1, 3, 16, 1, 1],
  [6, 3, 24, 2, 2],
  [6, 5, 40, 2, 2],
  [6, 3, 80, 3, 2],
  [6, 5, 112, 3, 1],
  [6, 5, 192, 4, 2],
  [6, 3, 320, 1, 1],
] as const

/** Tan and Le (2019), https://arxiv.org/abs/1905.11946; as torchvision's `efficientnet.py`. */
export function efficientnetB0(s: Sketch): void {
  let x = s.conv(s.image, 32, 3, 'swish', { stride: 2 })
  for (const [factor, window, filters, depth, stride] of STAGES) {
    for (let i = 0; i < depth; i++) x = block(s, x, { factor, window, filters, stride: i === 0 ? stride : 1 })
  }
  s.dense(s.globalAverage(s.conv(x, 1280, 1, 'swish')), 1000)
}

interface BlockSettings {
  readonly factor: number
  readonly window: number
  readonly filters: number
  readonly stride: number
}

/** An inverted residual whose channels are gated by squeeze and excitation (Hu et al., 2018) to a quarter of those it is given. */
function block(s: Sketch, x: NetworkValue, { factor, window, filters, stride }: BlockSettings): NetworkValue {
  const channels = x.shape[2]!
  const wide = factor === 1 ? x : s.conv(x, channels * factor, 1, 'swish')
  const spread = s.depthwise(wide, window, 'swish', stride)
  const squeezed = s.dense(s.globalAverage(spread), channels >> 2, 'swish')
  const gated = s.gate(spread, s.dense(squeezed, channels * factor, 'sigmoid'))
  const y = s.conv(gated, filters, 1)
  return stride === 1 && channels === filters ? s.add(y, x) : y
}
