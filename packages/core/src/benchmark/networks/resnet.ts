import type { NetworkValue } from '../../network/network-builder.js'
import type { Sketch } from './sketch.js'

/**
 * He et al. (2016), Deep Residual Learning, https://arxiv.org/abs/1512.03385; as torchvision's `resnet.py`, whose bottlenecks have
 * their stride in the 3×3 convolution.
 */
export function resnet18(s: Sketch): void {
  residualNetwork(s, [2, 2, 2, 2], basicBlock)
}

/** The same of bottlenecks. */
export function resnet50(s: Sketch): void {
  residualNetwork(s, [3, 4, 6, 3], bottleneck)
}

type Block = (s: Sketch, x: NetworkValue, width: number, stride: number) => NetworkValue

function residualNetwork(s: Sketch, depths: readonly number[], block: Block): void {
  let x = s.conv(s.image, 64, 7, 'relu', { stride: 2 })
  x = s.pool('maxPool', x, 3, { stride: 2 })
  for (const [stage, depth] of depths.entries()) {
    for (let i = 0; i < depth; i++) x = block(s, x, 64 << stage, i === 0 && stage > 0 ? 2 : 1)
  }
  s.dense(s.globalAverage(x), 1000)
}

function basicBlock(s: Sketch, x: NetworkValue, width: number, stride: number): NetworkValue {
  const inner = s.conv(x, width, 3, 'relu', { stride })
  return joined(s, s.conv(inner, width, 3), x, stride)
}

function bottleneck(s: Sketch, x: NetworkValue, width: number, stride: number): NetworkValue {
  const narrow = s.conv(x, width, 1, 'relu')
  const inner = s.conv(narrow, width, 3, 'relu', { stride })
  return joined(s, s.conv(inner, width * 4, 1), x, stride)
}

/** The sum with the shortcut, which is a convolution where shapes differ. */
function joined(s: Sketch, y: NetworkValue, x: NetworkValue, stride: number): NetworkValue {
  const channels = y.shape[2]!
  const same = stride === 1 && x.shape[2] === channels
  return s.activated(s.add(y, same ? x : s.conv(x, channels, 1, undefined, { stride })), 'relu')
}
