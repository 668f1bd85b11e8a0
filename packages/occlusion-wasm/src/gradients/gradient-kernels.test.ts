import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  referenceBackpropFilter,
  referenceBackpropInput,
  referenceConv2d,
  referenceDepthwise,
  referenceMaxPoolGrad,
} from '../../test/gradient-reference.js'
import type { Conv2dGeometry, GradientKernels, PoolGeometry } from './gradient-kernels.js'
import { loadGradientModule } from './gradient-module.js'

/** A memory with the kernels bound to it, and arrays laid into it with a gap around each that must stay as it was. */
class Bench {
  readonly memory: WebAssembly.Memory
  readonly kernels: GradientKernels
  readonly #gaps: Float32Array[] = []
  #next = 64

  constructor(memory: WebAssembly.Memory, kernels: GradientKernels) {
    this.memory = memory
    this.kernels = kernels
  }

  array(values: ArrayLike<number> | number): Float32Array & { readonly byteOffset: number } {
    const length = typeof values === 'number' ? values : values.length
    const array = new Float32Array(this.memory.buffer, this.#gap(), length)
    if (typeof values === 'number') array.fill(Number.NaN)
    else array.set(values)
    this.#next += 4 * length
    this.#gap()
    return array
  }

  scratch(bytes: number): number {
    return (this.array(Math.ceil(bytes / 4) + 4).byteOffset + 15) & ~15
  }

  checkGaps(): void {
    for (const gap of this.#gaps) expect([...gap]).toEqual(Array(8).fill(12345))
  }

  #gap(): number {
    const gap = new Float32Array(this.memory.buffer, this.#next, 8).fill(12345)
    this.#gaps.push(gap)
    this.#next += 32
    return this.#next
  }
}

const size = (most: number) => fc.integer({ min: 1, max: most })

/** A convolution of random sizes whose output is not empty, and a seed for its data. */
const convolution = fc
  .record({
    n: size(2),
    ci: fc.oneof(size(5), fc.constantFrom(8, 16, 32)),
    co: fc.oneof(size(9), fc.constantFrom(33, 40)),
    kernel: fc.tuple(size(4), size(4)),
    stride: fc.tuple(size(3), size(3)),
    dilation: fc.tuple(size(3), size(3)),
    pad: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    out: fc.tuple(size(4), size(4)),
    rest: fc.tuple(fc.nat(2), fc.nat(2)),
    density: fc.constantFrom(0, 0.1, 0.5, 1),
    seed: fc.nat(),
  })
  .map(({ n, ci, co, kernel, stride, dilation, pad, out, rest, density, seed }) => {
    const reach = (axis: 0 | 1) =>
      (out[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1 + (rest[axis] % stride[axis])
    const [top, bottom, left, right] = pad
    const height = Math.max(1, reach(0) - top - bottom)
    const width = Math.max(1, reach(1) - left - right)
    const geometry: Conv2dGeometry = [
      n,
      height,
      width,
      ci,
      kernel[0],
      kernel[1],
      co,
      out[0],
      out[1],
      stride[0],
      stride[1],
      dilation[0],
      dilation[1],
      top,
      left,
    ]
    return { geometry, density, seed }
  })

const pooling = fc
  .record({
    n: size(2),
    c: size(9),
    window: fc.tuple(size(3), size(3)),
    stride: fc.tuple(size(3), size(3)),
    dilation: fc.tuple(size(2), size(2)),
    pad: fc.tuple(fc.nat(1), fc.nat(1)),
    out: fc.tuple(size(4), size(4)),
    seed: fc.nat(),
  })
  .map(({ n, c, window, stride, dilation, pad, out, seed }) => {
    const reach = (axis: 0 | 1) =>
      Math.max(1, (out[axis] - 1) * stride[axis] + (window[axis] - 1) * dilation[axis] + 1 - 2 * pad[axis])
    const geometry: PoolGeometry = [
      n,
      reach(0),
      reach(1),
      c,
      out[0],
      out[1],
      window[0],
      window[1],
      stride[0],
      stride[1],
      dilation[0],
      dilation[1],
      pad[0],
      pad[1],
    ]
    return { geometry, seed }
  })

describe.each([
  { variant: 'simd', shared: false },
  { variant: 'simd', shared: true },
  { variant: 'scalar', shared: false },
  { variant: 'scalar', shared: true },
] as const)('gradient kernels, $variant, shared memory: $shared', ({ variant, shared }) => {
  let bench: () => Bench
  beforeAll(async () => {
    const module = await loadGradientModule(variant)
    expect(module.variant).toBe(variant)
    const memory = shared
      ? new WebAssembly.Memory({ initial: 64, maximum: 64, shared })
      : new WebAssembly.Memory({ initial: 64 })
    const kernels = module.instantiate(memory)
    bench = () => new Bench(memory, kernels)
  })
  const runs = { numRuns: 60 }

  it('convolve forward, with and without bias and ReLU', () => {
    fc.assert(
      fc.property(convolution, fc.boolean(), fc.boolean(), ({ geometry, seed }, withBias, relu) => {
        const [n, h, w, ci, kh, kw, co, oh, ow] = geometry
        const b = bench()
        const x = b.array(noise(n * h * w * ci, seed))
        const filter = b.array(noise(kh * kw * ci * co, seed + 1))
        const bias = b.array(noise(co, seed + 2))
        const y = b.array(n * oh * ow * co)
        const scratch = b.scratch(scratchBytes(b.kernels, geometry))
        const offset = withBias ? bias.byteOffset : 0
        b.kernels.conv2dForward(
          x.byteOffset,
          filter.byteOffset,
          offset,
          y.byteOffset,
          scratch,
          relu ? 1 : 0,
          ...geometry,
        )
        const expected = referenceConv2d(x, filter, geometry).map((value, i) => {
          const sum = value + (withBias ? bias[i % co]! : 0)
          return relu ? Math.max(0, sum) : sum
        })
        expectClose(y, expected)
        b.checkGaps()
      }),
      runs,
    )
  })

  it('give the gradient by the filter', () => {
    fc.assert(
      fc.property(convolution, ({ geometry, density, seed }) => {
        const [n, h, w, ci, kh, kw, co, oh, ow] = geometry
        const b = bench()
        const x = b.array(noise(n * h * w * ci, seed))
        const dy = b.array(noise(n * oh * ow * co, seed + 1, density))
        const dw = b.array(kh * kw * ci * co)
        const scratch = b.scratch(scratchBytes(b.kernels, geometry))
        b.kernels.conv2dBackpropFilter(x.byteOffset, dy.byteOffset, dw.byteOffset, scratch, ...geometry)
        expectClose(dw, referenceBackpropFilter(x, dy, geometry))
        b.checkGaps()
      }),
      runs,
    )
  })

  it('give the gradient by the input', () => {
    fc.assert(
      fc.property(convolution, ({ geometry, density, seed }) => {
        const [n, h, w, ci, kh, kw, co, oh, ow] = geometry
        const b = bench()
        const dy = b.array(noise(n * oh * ow * co, seed, density))
        const filter = b.array(noise(kh * kw * ci * co, seed + 1))
        const dx = b.array(n * h * w * ci)
        const scratch = b.scratch(scratchBytes(b.kernels, geometry))
        b.kernels.conv2dBackpropInput(dy.byteOffset, filter.byteOffset, dx.byteOffset, scratch, ...geometry)
        expectClose(dx, referenceBackpropInput(dy, filter, geometry))
        b.checkGaps()
      }),
      runs,
    )
  })

  it('give both gradients of a depthwise convolution', () => {
    fc.assert(
      fc.property(convolution, size(3), ({ geometry: plain, seed }, multiplier) => {
        const [n, h, w, c, kh, kw, , oh, ow] = plain
        const geometry = [...plain.slice(0, 6), multiplier, ...plain.slice(7)] as unknown as Conv2dGeometry
        const b = bench()
        const x = b.array(noise(n * h * w * c, seed))
        const filter = b.array(noise(kh * kw * c * multiplier, seed + 1))
        const dy = b.array(noise(n * oh * ow * c * multiplier, seed + 2))
        const [dw, dx] = [b.array(filter.length), b.array(x.length)]
        b.kernels.depthwiseBackpropFilter(x.byteOffset, dy.byteOffset, dw.byteOffset, ...geometry)
        b.kernels.depthwiseBackpropInput(dy.byteOffset, filter.byteOffset, dx.byteOffset, ...geometry)
        const expected = referenceDepthwise(x, filter, dy, geometry)
        expectClose(dw, expected.dw)
        expectClose(dx, expected.dx)
        b.checkGaps()
      }),
      runs,
    )
  })

  it('give the gradient of max-pooling, ties to the first', () => {
    fc.assert(
      fc.property(pooling, ({ geometry, seed }) => {
        const [n, h, w, c, oh, ow] = geometry
        const b = bench()
        // Few distinct values, so that ties are common.
        const x = b.array(noise(n * h * w * c, seed).map((value) => Math.round(2 * value)))
        const dy = b.array(noise(n * oh * ow * c, seed + 1))
        const { y: maxima, dx: expected } = referenceMaxPoolGrad(x, dy, geometry)
        const y = b.array(maxima)
        const dx = b.array(n * h * w * c)
        b.kernels.maxPoolGrad(dx.byteOffset, dy.byteOffset, x.byteOffset, y.byteOffset, ...geometry)
        expectClose(dx, expected)
        b.checkGaps()
      }),
      runs,
    )
  })

  it('multiply matrices, either factor transposed', () => {
    fc.assert(
      fc.property(
        size(9),
        size(19),
        fc.oneof(size(9), fc.constantFrom(256, 257, 530)),
        fc.nat(),
        (m, n, k, seed) => {
          const b = bench()
          const a = noise(m * k, seed)
          const right = noise(k * n, seed + 1)
          const expected = product(a, right, m, n, k)
          const [left, leftTurned] = [b.array(a), b.array(turned(a, m, k))]
          const [columns, rows] = [b.array(right), b.array(turned(right, k, n))]
          const c = b.array(m * n)
          b.kernels.matMulColumns(c.byteOffset, left.byteOffset, columns.byteOffset, m, n, k, k, 1)
          expectClose(c, expected)
          b.kernels.matMulColumns(c.byteOffset, leftTurned.byteOffset, columns.byteOffset, m, n, k, 1, m)
          expectClose(c, expected)
          b.kernels.matMulRows(c.byteOffset, left.byteOffset, rows.byteOffset, m, n, k)
          expectClose(c, expected)
          const again = b.array(k * m)
          b.kernels.transpose(again.byteOffset, left.byteOffset, m, k)
          expect([...again]).toEqual([...leftTurned])
          b.checkGaps()
        },
      ),
      runs,
    )
  })

  it('rectify, sum columns and add, at every tail', () => {
    for (const length of [0, 1, 3, 4, 5, 14, 16, 17, 67]) {
      const b = bench()
      const x = b.array(noise(length, 1))
      const dy = b.array(noise(length, 2))
      const dx = b.array(length)
      b.kernels.reluGrad(dx.byteOffset, dy.byteOffset, x.byteOffset, length)
      expect([...dx]).toEqual([...dy].map((value, i) => (x[i]! > 0 ? value : 0)))

      const rows = b.array(noise(300 * length, 3))
      const sums = b.array(length)
      b.kernels.columnSum(sums.byteOffset, rows.byteOffset, 300, length)
      expectClose(
        sums,
        Float64Array.from(sums, (_, j) =>
          rows.reduce((sum, value, i) => sum + (i % length === j ? value : 0), 0),
        ),
      )

      const to = b.array(noise(length, 4))
      const expected = [...to].map((value, i) => Math.fround(value + dy[i]!))
      b.kernels.addInto(to.byteOffset, dy.byteOffset, length)
      expect([...to]).toEqual(expected)
      b.checkGaps()
    }
  })

  it('step as Adam does, weight decay apart', () => {
    const b = bench()
    const [w, g, m, v] = [noise(11, 1), noise(11, 2), noise(11, 3), noise(11, 4).map(Math.abs)]
    const [weights, gradient, first, second] = [w, g, m, v].map((values) => b.array(values)) as Float32Array[]
    b.kernels.adamStep(
      weights!.byteOffset,
      gradient!.byteOffset,
      first!.byteOffset,
      second!.byteOffset,
      11,
      0.01,
      0.9,
      0.999,
      1e-7,
      0.002,
    )
    const m1 = m.map((value, i) => 0.9 * value + 0.1 * g[i]!)
    const v1 = v.map((value, i) => 0.999 * value + 0.001 * g[i]! ** 2)
    expectClose(first!, m1)
    expectClose(second!, v1)
    expectClose(
      weights!,
      w.map((value, i) => value * 0.998 - (0.01 * m1[i]!) / (Math.sqrt(v1[i]!) + 1e-7)),
    )
    b.checkGaps()
  })
})

it('the scalar and the SIMD build convolve to the same bits', async () => {
  const geometry: Conv2dGeometry = [2, 9, 9, 16, 3, 3, 12, 7, 7, 1, 1, 1, 1, 0, 0]
  const outputs = await Promise.all(
    (['simd', 'scalar'] as const).map(async (variant) => {
      const memory = new WebAssembly.Memory({ initial: 64 })
      const b = new Bench(memory, (await loadGradientModule(variant)).instantiate(memory))
      const [x, dy, filter] = [noise(2 * 81 * 16, 1), noise(2 * 49 * 12, 2, 0.3), noise(9 * 16 * 12, 3)].map(
        (values) => b.array(values),
      ) as [Float32Array, Float32Array, Float32Array]
      const [dw, dx] = [b.array(9 * 16 * 12), b.array(2 * 81 * 16)]
      const scratch = b.scratch(scratchBytes(b.kernels, geometry))
      b.kernels.conv2dBackpropFilter(x.byteOffset, dy.byteOffset, dw.byteOffset, scratch, ...geometry)
      b.kernels.conv2dBackpropInput(dy.byteOffset, filter.byteOffset, dx.byteOffset, scratch, ...geometry)
      return [...dw, ...dx]
    }),
  )
  expect(outputs[0]).toEqual(outputs[1])
})

function scratchBytes(kernels: GradientKernels, geometry: Conv2dGeometry): number {
  const [, , , ci, kh, kw, co, oh, ow, sy, sx, dy, dx] = geometry
  return kernels.conv2dScratchBytes(ci, kh, kw, co, oh, ow, sy, sx, dy, dx)
}

/** Values in −1 … 1 from a seed, exact in float32; a share of them is replaced by zero. */
function noise(length: number, seed: number, density = 1): Float32Array {
  let state = (seed * 2654435761 + 1) >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
  return Float32Array.from({ length }, () => ((next() + 1) / 2 < density ? next() : 0 * next()))
}

function product(a: Float32Array, b: Float32Array, m: number, n: number, k: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => {
    let sum = 0
    for (let p = 0; p < k; p++) sum += a[Math.floor(at / n) * k + p]! * b[p * n + (at % n)]!
    return sum
  })
}

function turned(a: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(a, (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]!)
}

/** Within float32 rounding of sums of up to a few thousand terms of size one. */
function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(got.length).toBe(expected.length)
  for (let i = 0; i < got.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!)
    if (!(difference <= 2e-5 * (1 + Math.abs(expected[i]!)))) {
      expect.fail(`element ${i} of ${got.length}: expected ${expected[i]}, got ${got[i]}`)
    }
  }
}

it('bind to shared memory of any size, such as TensorFlow.js’s own of up to 4 GB', async () => {
  const module = await loadGradientModule()
  for (const maximum of [16, 32768, 65536]) {
    const kernels = module.instantiate(new WebAssembly.Memory({ initial: 1, maximum, shared: true }))
    expect(kernels.conv2dScratchBytes(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)).toBeGreaterThan(0)
  }
})
