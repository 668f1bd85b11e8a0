import type { NetworkValue } from '../../network/network-builder.js'
import type { Sketch } from './sketch.js'

/** Factor by which a block widens, filters, blocks, stride of the first. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const

/** Sandler et al. (2018), https://arxiv.org/abs/1801.04381; as torchvision's `mobilenetv2.py`. */
export function mobilenetV2(s: Sketch): void {
  let x = s.conv(s.image, 32, 3, 'relu6', { stride: 2 })
  for (const [factor, filters, depth, stride] of STAGES) {
    for (let i = 0; i < depth; i++) x = invertedResidual(s, x, factor, filters, i === 0 ? stride : 1)
  }
  s.dense(s.globalAverage(s.conv(x, 1280, 1, 'relu6')), 1000)
}

function invertedResidual(
  s: Sketch,
  x: NetworkValue,
  factor: number,
  filters: number,
  stride: number,
): NetworkValue {
  const wide = factor === 1 ? x : s.conv(x, x.shape[2]! * factor, 1, 'relu6')
  const y = s.conv(s.depthwise(wide, 3, 'relu6', stride), filters, 1)
  return stride === 1 && x.shape[2] === filters ? s.add(y, x) : y
}
