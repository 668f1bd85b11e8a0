import { expect, it, vi } from 'vitest'
import { Random } from '../random.js'
import { standardWorkloads } from './standard-workloads.js'
import { digitsOfWidth } from './subject.js'

const images = { data: new Float32Array(2 * 784), shape: [2, 28, 28, 1] } as const
const data = { model: digitsOfWidth(images, 0.125).model, test: { images } }

it('quick ones are the first of each task, and draw no other network', () => {
  const draw = vi.spyOn(Random.prototype, 'normal')
  const quick = standardWorkloads(['map', 'forward'], data, { quick: true })
  expect(quick.map(({ id }) => id)).toEqual(['map/digits', 'forward/digits/32'])
  expect(draw).not.toHaveBeenCalled()
  draw.mockRestore()
  const all = standardWorkloads(['map', 'forward'], data)
  expect(all.filter(({ id }) => quick.some((each) => each.id === id))).toEqual(quick)
  expect(all.map(({ id }) => id)).toContain('map/colour-64')
})
