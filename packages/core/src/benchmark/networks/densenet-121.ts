import type { NetworkValue } from '../../network/network-builder.js'
import type { Sketch } from './sketch.js'

/** Channels that every layer adds. */
const GROWTH = 32

/** Huang et al. (2017), https://arxiv.org/abs/1608.06993; as torchvision's `densenet.py`. Norms come before convolutions. */
export function densenet121(s: Sketch): void {
  let x = s.conv(s.image, 64, 7, 'relu', { stride: 2 })
  x = s.pool('maxPool', x, 3, { stride: 2 })
  for (const [stage, depth] of [6, 12, 24, 16].entries()) {
    if (stage > 0) {
      x = s.conv(normalised(s, x), x.shape[2]! / 2, 1)
      x = s.pool('averagePool', x, 2, { stride: 2, padding: 0 })
    }
    for (let i = 0; i < depth; i++) {
      const narrow = s.conv(normalised(s, x), GROWTH * 4, 1, 'relu')
      x = s.concat(x, s.conv(narrow, GROWTH, 3))
    }
  }
  s.dense(s.globalAverage(normalised(s, x)), 1000)
}

function normalised(s: Sketch, x: NetworkValue): NetworkValue {
  return s.activated(s.norm(x), 'relu')
}
