import { node, onnxFile, value, weight } from '../../core/test/onnx-file.ts'

/**
 * A network of 224×224 RGB images built as MobileNets are, with weights drawn here: a convolution, blocks of a widening, a depthwise
 * and a narrowing one with ReLU6, a global average, and logits.
 *
 * @param classes - how many
 */
export function mobileOnnx(classes: number): Uint8Array {
  const nodes: ReturnType<typeof node>[] = []
  const weights: ReturnType<typeof weight>[] = [weight('zero', [], [0]), weight('six', [], [6])]
  let last = 'image'
  let count = 0
  const drawn = numbers(7)
  const convolution = (from: number, to: number, kernel: number, stride: number, group = 1, clip = true) => {
    const name = `c${count++}`
    const each = (from / group) * kernel * kernel
    const spread = Math.sqrt(6 / each)
    weights.push(weight(`${name}w`, [to, from / group, kernel, kernel], drawn(to * each, spread)))
    weights.push(weight(`${name}b`, [to], drawn(to, 0.1)))
    const pad = (kernel - 1) / 2
    const attributes = {
      ...{ kernel_shape: [kernel, kernel], strides: [stride, stride] },
      ...{ pads: [pad, pad, pad, pad], group },
    }
    nodes.push(node('Conv', `${last},${name}w,${name}b`, name, attributes))
    last = name
    if (!clip) return
    nodes.push(node('Clip', `${name},zero,six`, `${name}r`))
    last = `${name}r`
  }
  convolution(3, 16, 3, 2)
  for (const [from, to, stride] of [
    [16, 24, 2],
    [24, 24, 1],
    [24, 40, 2],
    [40, 64, 2],
    [64, 96, 2],
  ] as const) {
    const [before, wide] = [last, 4 * from]
    convolution(from, wide, 1, 1)
    convolution(wide, wide, 3, stride, wide)
    convolution(wide, to, 1, 1, 1, false)
    if (from !== to || stride !== 1) continue
    nodes.push(node('Add', `${before},${last}`, `${last}s`))
    last = `${last}s`
  }
  nodes.push(node('GlobalAveragePool', last, 'mean'), node('Flatten', 'mean', 'flat', { axis: 1 }))
  weights.push(
    weight('dw', [classes, 96], drawn(classes * 96, 0.3)),
    weight('db', [classes], drawn(classes, 0.1)),
  )
  nodes.push(node('Gemm', 'flat,dw,db', 'logits', { transB: 1 }))
  return onnxFile({
    inputs: [value('image', [1, 3, 224, 224])],
    outputs: [value('logits', [1, classes])],
    nodes,
    weights,
  })
}

/** Whole numbers of a linear congruential generator, evenly in −spread … spread. */
function numbers(seed: number): (length: number, spread: number) => number[] {
  let state = seed
  return (length, spread) =>
    Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return spread * (state / 2 ** 31 - 1)
    })
}
