import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMaskKernel } from '../mask-kernel.js'
import type { LayerDescription } from '../network/layer.js'
import { createNetwork } from '../network/network.js'
import { referenceLogits, referenceOcclusion } from './reference.js'

const floats = (...values: number[]) => Float32Array.from(values)
const sliding = { strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const

/** What one layer makes of an image, as a flat list. */
function outputOf(shape: [number, number, number], image: number[], layer: object): number[] {
  const layers = [
    { inputs: [-1], ...layer } as unknown as LayerDescription,
    { kind: 'flatten', inputs: [0] } as const,
  ]
  return [...referenceLogits(createNetwork(shape, layers), image)]
}

describe('layers, worked out by hand', () => {
  const square = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  const corner = { kernel: floats(1, 10, 100, 1000), kernelSize: [2, 2], bias: floats(0.5), ...sliding }

  it('conv2d lays the kernel as it is written over each place, zeros beyond the edge', () => {
    const conv = { kind: 'conv2d', ...corner }
    expect(outputOf([3, 3, 1], square, conv)).toEqual([5421.5, 6532.5, 8754.5, 9865.5])
    const padded = { ...conv, padding: [1, 0, 1, 0], strides: [2, 2] }
    expect(outputOf([3, 3, 1], square, padded)).toEqual([1000.5, 3200.5, 7040.5, 9865.5])
    expect(outputOf([3, 3, 1], square, { ...conv, dilation: [2, 2] })).toEqual([9731.5])
  })

  it('conv2d sums over input channels, depthwiseConv2d keeps them apart', () => {
    const kernel = { kernel: floats(1, 2, 3, 4), kernelSize: [1, 1], ...sliding }
    expect(outputOf([1, 1, 2], [2, 3], { kind: 'conv2d', ...kernel, bias: floats(0, 1) })).toEqual([11, 17])
    const depthwise = { kind: 'depthwiseConv2d', ...kernel, bias: floats(0, 0, 0, 1) }
    expect(outputOf([1, 1, 2], [2, 3], depthwise)).toEqual([2, 4, 9, 13])
  })

  it("conv2d in groups sums over the input channels of its filter's group", () => {
    const kernel = { kernel: floats(1, 2, 3, 4, 10, 20, 30, 40), kernelSize: [1, 1], ...sliding }
    const grouped = { kind: 'conv2d', ...kernel, groups: 2, bias: floats(0, 0, 0, 1) }
    // Filters 0 and 1 read channels 0 and 1: 1·1 + 2·10 and so on.
    expect(outputOf([1, 1, 4], [1, 2, 3, 4], grouped)).toEqual([21, 42, 129, 173])
  })

  it('conv2dTranspose lays the kernel over the output, once for each input', () => {
    const spread = { kind: 'conv2dTranspose', ...corner, strides: [2, 2] }
    // Each value times the kernel, side by side.
    expect(outputOf([1, 2, 1], [1, 2], spread)).toEqual(
      [1, 10, 2, 20, 100, 1000, 200, 2000].map((value) => value + 0.5),
    )
    // Stride 1: they overlap in the middle column. The last row is cut off, one of zeros added to the right.
    const over = { ...spread, strides: [1, 2], padding: [0, 1, 1, 0], outputPadding: [0, 1] }
    expect(outputOf([1, 2, 1], [1, 2], over)).toEqual([10.5, 2.5, 20.5, 0.5])
    const close = { ...spread, strides: [1, 1] }
    expect(outputOf([1, 2, 1], [1, 2], close)).toEqual([1.5, 12.5, 20.5, 100.5, 1200.5, 2000.5])
    const apart = { ...spread, strides: [1, 1], dilation: [1, 2] }
    expect(outputOf([1, 2, 1], [1, 2], apart).slice(0, 4)).toEqual([1.5, 2.5, 10.5, 20.5])
  })

  it('conv2dTranspose is the adjoint of conv2d: ⟨conv x, y⟩ = ⟨x, transposed y⟩', () => {
    const size = fc.integer({ min: 1, max: 3 })
    const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 400, maxLength: 400 })
    fc.assert(
      fc.property(
        fc.tuple(size, size, size, size, size),
        fc.constantFrom(1, 2),
        values,
        (sizes, groups, pool) => {
          const [kernel, stride, dilation, inner, outer] = sizes
          const [height, width] = [9, 8]
          const [channels, filters] = [inner * groups, outer * groups]
          const geometry = {
            kernelSize: [kernel, 2] as const,
            strides: [stride, 2] as const,
            dilation: [dilation, 1] as const,
            padding: [1, 0, 0, 1] as const,
          }
          const taps = kernel * 2
          // conv2d: [taps, inner, filters]; its transpose reads the filters and gives the channels: [taps, outer, channels].
          const weight = (tap: number, i: number, o: number) => pool[(tap * 31 + i * 7 + o) % 400]!
          const forward = new Float32Array(taps * inner * filters)
          const backward = new Float32Array(taps * outer * channels)
          for (let tap = 0; tap < taps; tap++) {
            for (let o = 0; o < filters; o++) {
              const group = Math.floor(o / outer)
              for (let i = 0; i < inner; i++) {
                const value = weight(tap, group * inner + i, o)
                forward[(tap * inner + i) * filters + o] = value
                backward[(tap * outer + (o % outer)) * channels + group * inner + i] = value
              }
            }
          }
          const conv = {
            kind: 'conv2d',
            ...geometry,
            groups,
            kernel: forward,
            bias: new Float32Array(filters),
          }
          const x = Array.from({ length: height * width * channels }, (_, i) => pool[(i * 3) % 400]!)
          const forwarded = outputOf([height, width, channels], x, conv)
          const rows = Math.floor((height + 1 - (kernel - 1) * dilation - 1) / stride) + 1
          const columns = forwarded.length / rows / filters
          const y = Array.from({ length: forwarded.length }, (_, i) => pool[(i * 5 + 1) % 400]!)
          // What the strides of the convolution leave over at the end.
          const left = (size: number, outputs: number, step: number, extent: number) =>
            size - ((outputs - 1) * step + extent)
          const spread = {
            ...{ kind: 'conv2dTranspose', ...geometry, groups, kernel: backward },
            bias: new Float32Array(channels),
            outputPadding: [
              left(height + 1, rows, stride, (kernel - 1) * dilation + 1),
              left(width + 1, columns, 2, 2),
            ],
          }
          const back = outputOf([rows, columns, filters], y, spread)
          const dot = (a: readonly number[], b: readonly number[]) =>
            a.reduce((sum, value, i) => sum + value * b[i]!, 0)
          expect(back).toHaveLength(x.length)
          expect(dot(forwarded, y)).toBe(dot(x, back))
        },
      ),
    )
  })

  it('pooling leaves padding out', () => {
    const pool = { windowSize: [2, 2], strides: [2, 2], padding: [0, 1, 0, 1] }
    expect(outputOf([3, 3, 1], square, { kind: 'averagePool', ...pool })).toEqual([3, 4.5, 7.5, 9])
    const negative = square.map((value) => -value)
    expect(outputOf([3, 3, 1], negative, { kind: 'maxPool', ...pool })).toEqual([-1, -3, -7, -9])
    expect(outputOf([2, 1, 2], [1, 9, 3, 5], { kind: 'globalMaxPool' })).toEqual([3, 9])
    expect(outputOf([2, 1, 2], [1, 9, 3, 5], { kind: 'globalAveragePool' })).toEqual([2, 7])
  })

  it('pooling goes over the edge as ceil mode does, and counts the padding it is told to', () => {
    const pool = { kind: 'averagePool', windowSize: [1, 2], strides: [1, 2], padding: [0, 0, 0, 1] }
    expect(outputOf([1, 5, 1], [1, 2, 3, 4, 5], pool)).toEqual([1.5, 3.5, 5])
    expect(outputOf([1, 5, 1], [1, 2, 3, 4, 5], { ...pool, counted: [0, 0, 0, 1] })).toEqual([1.5, 3.5, 2.5])
    // PyTorch with padding=1, ceil_mode=True: what ceil mode adds beyond the padding counts for nothing.
    const wide = { ...pool, windowSize: [1, 3], padding: [0, 0, 1, 2], counted: [0, 0, 1, 1] }
    expect(outputOf([1, 4, 1], [1, 2, 3, 4], wide)).toEqual([1, 3, 2])
  })

  it('pooling skips cells where it is dilated', () => {
    const pool = { windowSize: [2, 2], strides: [1, 1], dilation: [2, 1], padding: [1, 0, 0, 0] }
    expect(outputOf([3, 3, 1], square, { kind: 'maxPool', ...pool })).toEqual([5, 6, 8, 9])
    expect(outputOf([3, 3, 1], square, { kind: 'averagePool', ...pool })).toEqual([4.5, 5.5, 4.5, 5.5])
  })

  it('crop leaves rows and columns out', () => {
    expect(outputOf([3, 3, 1], square, { kind: 'crop', cropping: [1, 0, 0, 2] })).toEqual([4, 7])
    expect(outputOf([1, 3, 2], [1, 2, 3, 4, 5, 6], { kind: 'crop', cropping: [0, 0, 1, 1] })).toEqual([3, 4])
  })

  it('resize takes the nearest centre, or blends the two around', () => {
    const resize = (size: readonly number[], interpolation: string) => ({
      kind: 'resize',
      size,
      interpolation,
    })
    expect(outputOf([1, 2, 1], [10, 20], resize([2, 4], 'nearest'))).toEqual([10, 10, 20, 20, 10, 10, 20, 20])
    expect(outputOf([3, 3, 1], square, resize([1, 2], 'nearest'))).toEqual([4, 6])
    // Half-pixel centres, as PyTorch's interpolate(align_corners=False) and Keras have them.
    expect(outputOf([1, 2, 1], [10, 20], resize([1, 4], 'bilinear'))).toEqual([10, 12.5, 17.5, 20])
    expect(outputOf([2, 1, 2], [0, 8, 4, 0], resize([4, 1], 'bilinear'))).toEqual([0, 8, 1, 6, 3, 2, 4, 0])
    expect(outputOf([1, 4, 1], [1, 3, 5, 7], resize([1, 2], 'bilinear'))).toEqual([2, 6])
    const thirds = outputOf([1, 2, 1], [0, 6], resize([1, 3], 'bilinear'))
    expect(thirds.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([0, 3, 6])
  })

  it('concat lays rows, columns, channels or vectors side by side', () => {
    const image = [1, 2, 3, 4]
    const twice = (axis: number) => outputOf([2, 1, 2], image, { kind: 'concat', inputs: [-1, -1], axis })
    expect(twice(0)).toEqual([1, 2, 3, 4, 1, 2, 3, 4])
    expect(twice(1)).toEqual([1, 2, 1, 2, 3, 4, 3, 4])
    expect(twice(2)).toEqual([1, 2, 1, 2, 3, 4, 3, 4])
    const wider = { kind: 'zeroPad', inputs: [-1], padding: [0, 0, 1, 0] } as const
    const joined = createNetwork(
      [2, 1, 2],
      [wider, { kind: 'concat', inputs: [-1, 0], axis: 1 }, { kind: 'flatten', inputs: [1] }],
    )
    expect([...referenceLogits(joined, image)]).toEqual([1, 2, 0, 0, 1, 2, 3, 4, 0, 0, 3, 4])
    const vectors = createNetwork(
      [2, 1, 2],
      [
        { kind: 'flatten', inputs: [-1] },
        { kind: 'globalMaxPool', inputs: [-1] },
        { kind: 'concat', inputs: [1, 0], axis: 0 },
      ],
    )
    expect([...referenceLogits(vectors, image)]).toEqual([3, 4, 1, 2, 3, 4])
  })

  it('select takes rows, columns or channels in the order it says', () => {
    const select = (axis: number, ...indices: number[]) => ({ kind: 'select', axis, indices })
    expect(outputOf([3, 3, 1], square, select(0, 2, 0))).toEqual([7, 8, 9, 1, 2, 3])
    expect(outputOf([3, 3, 1], square, select(1, 0, 2))).toEqual([1, 3, 4, 6, 7, 9])
    expect(outputOf([1, 2, 3], [1, 2, 3, 4, 5, 6], select(2, 2, 0, 2))).toEqual([3, 1, 3, 6, 4, 6])
  })

  it('reduce takes the mean, sum or largest along any axes', () => {
    const image = [1, 2, 3, 4, 5, 6, 7, 9]
    const reduce = (by: string, axes: number[]) =>
      outputOf([2, 2, 2], image, { kind: 'reduce', by, axes, keepAxes: true })
    expect(reduce('mean', [0])).toEqual([3, 4, 5, 6.5])
    expect(reduce('sum', [1])).toEqual([4, 6, 12, 15])
    expect(reduce('max', [2])).toEqual([2, 4, 6, 9])
    expect(reduce('mean', [1, 0])).toEqual([4, 5.25])
    expect(reduce('sum', [0, 2])).toEqual([14, 23])
    expect(reduce('max', [0, 1, 2])).toEqual([9])
  })

  it('transpose puts axes into another order', () => {
    const image = [1, 2, 3, 4, 5, 6]
    const transpose = (...axes: number[]) => outputOf([1, 2, 3], image, { kind: 'transpose', axes })
    expect(transpose(2, 0, 1)).toEqual([1, 4, 2, 5, 3, 6])
    expect(transpose(1, 2, 0)).toEqual([1, 2, 3, 4, 5, 6])
    const shapes = createNetwork(
      [1, 2, 3],
      [
        { kind: 'transpose', inputs: [-1], axes: [1, 2, 0] },
        { kind: 'reduce', inputs: [0], by: 'max', axes: [1], keepAxes: false },
        { kind: 'transpose', inputs: [1], axes: [1, 0] },
        { kind: 'reduce', inputs: [2], by: 'sum', axes: [0, 1], keepAxes: false },
      ],
    )
    expect(shapes.layers.map(({ outputShape }) => outputShape)).toEqual([[2, 3, 1], [2, 1], [1, 2], [1]])
    expect([...referenceLogits(shapes, image)]).toEqual([9])
  })

  it('pad continues a map as numpy.pad does', () => {
    const pad = (mode: string, settings = {}) =>
      outputOf([1, 3, 1], [1, 2, 3], { kind: 'pad', padding: [0, 0, 2, 1], mode, ...settings })
    expect(pad('constant', { value: 7 })).toEqual([7, 7, 1, 2, 3, 7])
    expect(pad('reflect')).toEqual([3, 2, 1, 2, 3, 2])
    expect(pad('symmetric')).toEqual([2, 1, 1, 2, 3, 3])
    expect(pad('edge')).toEqual([1, 1, 1, 2, 3, 3])
    const rows = { kind: 'pad', padding: [1, 2, 0, 0], mode: 'reflect' }
    expect(outputOf([3, 1, 2], [1, 2, 3, 4, 5, 6], rows)).toEqual([3, 4, 1, 2, 3, 4, 5, 6, 3, 4, 1, 2])
  })

  it('scaleShift, zeroPad, reshape, add and dense', () => {
    const scaleShift = { kind: 'scaleShift', scale: floats(10, 100), shift: floats(1, 2) }
    expect(outputOf([1, 2, 2], [2, 3, 4, 5], scaleShift)).toEqual([21, 302, 41, 502])
    expect(outputOf([1, 1, 2], [5, 6], { kind: 'zeroPad', padding: [1, 0, 0, 1] })).toEqual([
      0, 0, 0, 0, 5, 6, 0, 0,
    ])
    expect(outputOf([1, 2, 2], [1, 2, 3, 4], { kind: 'reshape', shape: [4, 1, 1] })).toEqual([1, 2, 3, 4])
    expect(outputOf([1, 1, 2], [5, 6], { kind: 'add', inputs: [-1, -1, -1] })).toEqual([15, 18])
    const dense = { kind: 'dense', inputs: [0], kernel: floats(1, 2, 3, 4), bias: floats(0.5, 0) } as const
    const network = createNetwork([1, 1, 2], [{ kind: 'flatten', inputs: [-1] }, dense])
    expect([...referenceLogits(network, [2, 3])]).toEqual([11.5, 16])
  })
})

describe('norms, worked out by hand', () => {
  const rounded = (values: number[]) => values.map((value) => Math.round(value * 1e9) / 1e9)
  const affine = { scale: floats(1, 10), shift: floats(0, 1) }
  const pair = [3, 5, -1, 7]

  it('layerNorm and rmsNorm take the channels of each place, or a vector', () => {
    // Variances 1 and 16, made 4 and 19 by epsilon.
    const norm = { ...affine, epsilon: 3 }
    const expected = [-1 / 2, 6, -4 / Math.sqrt(19), 1 + 40 / Math.sqrt(19)]
    expect(rounded(outputOf([1, 2, 2], pair, { kind: 'layerNorm', ...norm }))).toEqual(rounded(expected))
    expect(rounded(outputOf([1, 1, 2], [6, 8], { kind: 'rmsNorm', ...affine, epsilon: 14 }))).toEqual([
      0.75, 11,
    ])
    const vector = createNetwork(
      [1, 2, 2],
      [
        { kind: 'flatten', inputs: [-1] },
        {
          kind: 'layerNorm',
          inputs: [0],
          scale: floats(1, 1, 1, 1),
          shift: floats(0, 0, 0, 0),
          epsilon: 1.25,
        },
      ],
    )
    // Mean 3.5, variance 8.75.
    expect(rounded([...referenceLogits(vector, pair)])).toEqual(
      rounded([-0.5, 1.5, -4.5, 3.5].map((x) => x / Math.sqrt(10))),
    )
  })

  it('groupNorm takes groups of channels over all places', () => {
    const norm = { kind: 'groupNorm', ...affine, epsilon: 1 }
    // Channel by channel: means 1 and 6, variances 4 and 1; together: mean 3.5, variance 8.75.
    const perChannel = [2 / Math.sqrt(5), 1 - 10 / Math.SQRT2, -2 / Math.sqrt(5), 1 + 10 / Math.SQRT2]
    expect(rounded(outputOf([1, 2, 2], pair, { ...norm, groups: 2 }))).toEqual(rounded(perChannel))
    const root = Math.sqrt(9.75)
    const together = [-0.5 / root, 1 + 15 / root, -4.5 / root, 1 + 35 / root]
    expect(rounded(outputOf([1, 2, 2], pair, { ...norm, groups: 1 }))).toEqual(rounded(together))
  })

  it('localResponseNorm divides by the squares of the channels around', () => {
    const response = { kind: 'localResponseNorm', radius: [1, 0], alpha: 2, beta: 0.5, bias: 7 }
    expect(rounded(outputOf([1, 1, 3], [3, 3, 0], response))).toEqual(rounded([3 / 5, 3 / Math.sqrt(43), 0]))
  })

  it('softmax, logSoftmax and l2Normalize take the channels of each place', () => {
    const logs = [Math.log(1), Math.log(3), 1000, 1000]
    expect(rounded(outputOf([1, 2, 2], logs, { kind: 'softmax' }))).toEqual([0.25, 0.75, 0.5, 0.5])
    expect(rounded(outputOf([1, 2, 2], logs, { kind: 'logSoftmax' }))).toEqual(
      rounded([0.25, 0.75, 0.5, 0.5].map(Math.log)),
    )
    const unit = { kind: 'l2Normalize', epsilon: 4 }
    expect(rounded(outputOf([1, 2, 2], [3, 4, 1, 0], unit))).toEqual([0.6, 0.8, 0.5, 0])
  })
})

describe('values combined one by one', () => {
  const map = [1, 2, 3, 4, 5, 6, 7, 8]
  /** What an operation makes of an image [2, 2, 2] and of one that is pooled or cropped to a gate. */
  const combined = (kind: string, gate: readonly object[], swapped = false) => {
    const layers = [
      ...gate.map((layer, i) => ({ inputs: [i - 1], ...layer })),
      { kind, inputs: swapped ? [gate.length - 1, -1] : [-1, gate.length - 1] },
      { kind: 'flatten', inputs: [gate.length] },
    ]
    return [...referenceLogits(createNetwork([2, 2, 2], layers as unknown as LayerDescription[]), map)]
  }
  const perChannel = [{ kind: 'globalMaxPool' }]
  const cell = [...perChannel, { kind: 'reshape', shape: [1, 1, 2] }]
  const sum = { kernel: floats(1, 1), kernelSize: [1, 1], bias: floats(0), ...sliding }
  const perPlace = [{ kind: 'conv2d', ...sum }]
  const row = [{ kind: 'crop', cropping: [1, 0, 0, 0] }]

  it.each([
    ['multiply', perChannel, [7, 16, 21, 32, 35, 48, 49, 64]],
    ['multiply', cell, [7, 16, 21, 32, 35, 48, 49, 64]],
    ['multiply', perPlace, [3, 6, 21, 28, 55, 66, 105, 120]],
    ['add', perChannel, [8, 10, 10, 12, 12, 14, 14, 16]],
    ['subtract', perPlace, [-2, -1, -4, -3, -6, -5, -8, -7]],
    ['subtract', row, [-4, -4, -4, -4, 0, 0, 0, 0]],
    ['divide', row, [1 / 5, 2 / 6, 3 / 7, 4 / 8, 1, 1, 1, 1]],
    ['maximum', row, [5, 6, 7, 8, 5, 6, 7, 8]],
    ['minimum', perPlace, map],
  ])('%s by what is smaller, laid over it', (kind, gate, expected) => {
    expect(combined(kind, gate)).toEqual(expected)
    if (kind === 'subtract') expect(combined(kind, gate, true)).toEqual(expected.map((value) => 0 - value))
    else if (kind !== 'divide') expect(combined(kind, gate, true)).toEqual(expected)
  })
})

describe('referenceOcclusion', () => {
  it('covers as the mask kernel does: the network that does nothing gives the covered image', async () => {
    const kernel = await createMaskKernel()
    const shape = [4, 5, 2] as const
    const nothing = createNetwork(shape, [{ kind: 'flatten', inputs: [-1] }])
    const pixels = fc.float32Array({ minLength: 40, maxLength: 40, noNaN: true })
    const window = fc
      .tuple(...shape.map((size) => fc.tuple(fc.nat(size), fc.nat(size))))
      .map((spans) => [...spans.map((span) => Math.min(...span)), ...spans.map((span) => Math.max(...span))])
    fc.assert(
      fc.property(pixels, pixels, fc.array(window, { maxLength: 3 }), (image, baseline, list) => {
        const windows = Int32Array.from(list.flat())
        const { base, covered } = referenceOcclusion(nothing, image, baseline, windows)
        expect([...base]).toEqual([...image])
        expect([...covered]).toEqual([...kernel.cover(image, baseline, windows, 0, list.length, shape)])
      }),
    )
  })
})
