import { expect, it } from 'vitest'
import { OutputCheck } from './check-outputs.js'
import { digitsOfWidth } from './subject.js'
import type { Workload } from './workload.js'

const N = 4
/** Logits of nothing but zeros: every class is as likely as any other, and the loss is the logarithm of ten. */
const expected = {
  images: N,
  windows: new Int32Array(0),
  base: new Float32Array(N * 10),
  covered: new Float32Array(0),
}
const workload: Workload = {
  id: 'training/small',
  task: 'training',
  title: 'A training step',
  unit: 'step',
  subject: {
    ...digitsOfWidth({ data: new Float32Array(N * 784), shape: [N, 28, 28, 1] }, 0.125),
    labels: Uint8Array.of(3, 1, 4, 1),
  },
  images: N,
  window: [0, 0],
  stride: [0, 0],
}

const losses = (off: number) => Float32Array.of(Math.LN10 * (1 + off), 2, 1.8)
const check = (off: number, images = N) =>
  new OutputCheck(workload, expected).check(losses(off), { ...workload, images })

it.each([N, 2])('says how far the first loss of %i images is off', (images) => {
  const { error, wrong } = check(1e-5, images)
  expect(error).toBeCloseTo(1e-5, 6)
  expect(wrong).toBeUndefined()
})

it.each([N, 2])('shows a first loss of %i images that is off as wrong', (images) => {
  const { error, wrong } = check(-1e-3, images)
  expect(error).toBeCloseTo(1e-3, 6)
  expect(wrong).toBe('its first loss is off by 1.0e-3')
})

it('holds the losses after the first to those of the first backend', () => {
  const outputs = new OutputCheck(workload, expected)
  expect(outputs.check(losses(0), workload).wrong).toBeUndefined()
  const diverging = losses(0).fill(2.2, 2)
  expect(outputs.check(diverging, workload).wrong).toContain('its losses differ from the first backend’s')
  expect(outputs.check(losses(1e-5), workload)).toEqual({ error: expect.closeTo(1e-5, 6) })
})
