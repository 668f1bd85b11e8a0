import type { Sketch } from './sketch.js'

/** Simonyan and Zisserman (2015), https://arxiv.org/abs/1409.1556, configuration D; as torchvision's `vgg.py`. */
export function vgg16(s: Sketch): void {
  let x = s.image
  for (const [filters, depth] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ] as const) {
    for (let i = 0; i < depth; i++) x = s.conv(x, filters, 3, 'relu')
    x = s.pool('maxPool', x, 2, { stride: 2, padding: 0 })
  }
  s.dense(s.dense(s.dense(s.flatten(x), 4096, 'relu'), 4096, 'relu'), 1000)
}
