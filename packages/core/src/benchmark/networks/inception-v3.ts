import type { Pair } from '@umbra/occlusion-wasm'
import type { NetworkValue } from '../../network/network-builder.js'
import type { Sketch } from './sketch.js'

/** Szegedy et al. (2016), https://arxiv.org/abs/1512.00567; as torchvision's `inception.py` without its auxiliary scores. */
export function inceptionV3(s: Sketch): void {
  const reduced = { stride: 2, padding: 0 }
  let x = conv(s, s.image, [[32, 3]], reduced)
  x = s.conv(x, 32, 3, 'relu', { padding: 0 })
  x = s.pool('maxPool', conv(s, x, [[64, 3]]), 3, reduced)
  x = s.conv(conv(s, x, [[80, 1]]), 192, 3, 'relu', { padding: 0 })
  x = s.pool('maxPool', x, 3, reduced)
  for (const pooled of [32, 64, 64]) x = blockA(s, x, pooled)
  x = s.concat(
    conv(s, x, [[384, 3]], reduced),
    conv(
      s,
      conv(s, x, [
        [64, 1],
        [96, 3],
      ]),
      [[96, 3]],
      reduced,
    ),
    s.pool('maxPool', x, 3, reduced),
  )
  for (const width of [128, 160, 160, 192]) x = blockC(s, x, width)
  x = s.concat(
    conv(s, conv(s, x, [[192, 1]]), [[320, 3]], reduced),
    conv(
      s,
      conv(s, x, [
        [192, 1],
        [192, ROW],
        [192, COLUMN],
      ]),
      [[192, 3]],
      reduced,
    ),
    s.pool('maxPool', x, 3, reduced),
  )
  for (let i = 0; i < 2; i++) x = blockE(s, x)
  s.dense(s.globalAverage(x), 1000)
}

/** Windows of seven cells along one axis. */
const [ROW, COLUMN]: readonly [Pair, Pair] = [
  [1, 7],
  [7, 1],
]

/** Convolutions one after the other, each with its norm and ReLU. @param steps - filters and window of each */
function conv(
  s: Sketch,
  x: NetworkValue,
  steps: readonly (readonly [filters: number, window: number | Pair])[],
  sliding = {},
): NetworkValue {
  return steps.reduce((value, [filters, window]) => s.conv(value, filters, window, 'relu', sliding), x)
}

function pooledBranch(s: Sketch, x: NetworkValue, filters: number): NetworkValue {
  return conv(s, s.pool('averagePool', x, 3), [[filters, 1]])
}

function blockA(s: Sketch, x: NetworkValue, pooled: number): NetworkValue {
  return s.concat(
    conv(s, x, [[64, 1]]),
    conv(s, x, [
      [48, 1],
      [64, 5],
    ]),
    conv(s, x, [
      [64, 1],
      [96, 3],
      [96, 3],
    ]),
    pooledBranch(s, x, pooled),
  )
}

function blockC(s: Sketch, x: NetworkValue, width: number): NetworkValue {
  return s.concat(
    conv(s, x, [[192, 1]]),
    conv(s, x, [
      [width, 1],
      [width, ROW],
      [192, COLUMN],
    ]),
    conv(s, x, [
      [width, 1],
      [width, COLUMN],
      [width, ROW],
      [width, COLUMN],
      [192, ROW],
    ]),
    pooledBranch(s, x, 192),
  )
}

function blockE(s: Sketch, x: NetworkValue): NetworkValue {
  const fork = (y: NetworkValue) => s.concat(conv(s, y, [[384, [1, 3]]]), conv(s, y, [[384, [3, 1]]]))
  return s.concat(
    conv(s, x, [[320, 1]]),
    fork(conv(s, x, [[384, 1]])),
    fork(
      conv(s, x, [
        [448, 1],
        [384, 3],
      ]),
    ),
    pooledBranch(s, x, 192),
  )
}
