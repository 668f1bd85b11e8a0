/**
 * What a kernel's change does to the whole it is part of: `npm run bench`, in packages/occlusion-wasm. profile.mjs says where
 * the time goes; `umbra bench` compares with others, threads and all.
 */
import { bench, describe } from 'vitest'
import { loadGradientModule } from '../src/gradients/index.js'
import { availableVariants, createIncrementalRunner, createMaskKernel } from '../src/index.js'
import { grid, subjects } from './subjects.mjs'

for (const [name, { network: build, images, window, stride }] of Object.entries(subjects)) {
  const network = build()
  const image = images(1, network.inputShape)
  const baseline = new Float32Array(image.length)
  const windows = grid(network.inputShape, window, stride)
  const count = windows.length / 6
  const out = new Float32Array(count * network.classes)
  for (const variant of availableVariants()) {
    const runner = await createIncrementalRunner(network, { variant })
    describe(`${name}, ${variant}`, () => {
      bench('the uncovered image', () => {
        runner.begin(image, baseline)
      })
      bench(`${count} windows`, () => {
        runner.scoreWindows(windows, 0, count, out)
      })
    })
  }
}

describe('covered copies for the batched path', async () => {
  const image = subjects.digits.images(1, [28, 28, 1])
  const windows = grid([28, 28, 1], 4, 1)
  for (const variant of availableVariants()) {
    const masks = await createMaskKernel({ variant })
    bench(`128 digits, ${variant}`, () => {
      masks.cover(image, image, windows, 0, 128, [28, 28, 1])
    })
  }
})

describe('gradients of the digit CNN’s second convolution, 32 images', async () => {
  const geometry = [32, 13, 13, 32, 3, 3, 64, 11, 11, 1, 1, 1, 1, 0, 0] as const
  const memory = new WebAssembly.Memory({ initial: 1024 })
  const kernels = (await loadGradientModule()).instantiate(memory)
  let top = 65536
  const place = (length: number) => {
    const at = top
    const values = new Float32Array(memory.buffer, at, length)
    for (let i = 0; i < length; i++) values[i] = ((i * 7) % 11) / 11
    top += (length * 4 + 63) & ~63
    return at
  }
  const [x, dy, filter] = [place(32 * 13 * 13 * 32), place(32 * 11 * 11 * 64), place(9 * 32 * 64)]
  const [dx, dw] = [place(32 * 13 * 13 * 32), place(9 * 32 * 64)]
  const scratch = top
  bench('forward', () => kernels.conv2dForward(x, filter, 0, dy, scratch, 0, ...geometry))
  bench('of the filter', () => kernels.conv2dBackpropFilter(x, dy, dw, scratch, ...geometry))
  bench('of the input', () => kernels.conv2dBackpropInput(dy, filter, dx, scratch, ...geometry))
})
