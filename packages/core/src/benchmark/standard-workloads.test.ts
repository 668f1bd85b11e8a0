import { expect, it, vi } from 'vitest'
import { Random } from '../random.js'
import { parseOptions } from '../validate.js'
import { chooseWorkloads } from './choose-workloads.js'
import { benchmarkConfigSchema, groupsOfWorkloads } from './config.js'
import { standardWorkloads } from './standard-workloads.js'
import { digitsOfWidth, subjectNetwork } from './subject.js'

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

it('networks for photographs are a group of their own, each drawn when it is needed', () => {
  const draw = vi.spyOn(Random.prototype, 'uint32')
  expect(standardWorkloads(['imagenet'], data)).toHaveLength(14)
  expect(parseOptions(benchmarkConfigSchema, {}).tasks).not.toContain('imagenet')
  const mobile = chooseWorkloads(standardWorkloads(['imagenet'], data), ['imagenet/mobilenet-v2'])
  expect(mobile.map(({ id }) => id)).toEqual(['imagenet/mobilenet-v2/32', 'imagenet/mobilenet-v2/16'])
  expect(draw).not.toHaveBeenCalled()
  draw.mockRestore()
  const [coarse, fine] = mobile
  expect(coarse!.subject).toBe(fine!.subject)
  expect(coarse!.subject.images.shape).toEqual([1, 224, 224, 3])
  expect(subjectNetwork(coarse!.subject).classes).toBe(1000)
})

it('are of the groups that are named with them', () => {
  expect(groupsOfWorkloads(['scaling/width', 'imagenet/resnet-18/32', 'map'])).toEqual([
    'map',
    'imagenet',
    'scaling',
  ])
  expect(groupsOfWorkloads(['maps', 'constructor'])).toEqual([])
  expect(groupsOfWorkloads()).toEqual([])
})

it('draws networks for photographs elsewhere where there is such a place, each once', async () => {
  const drawn = digitsOfWidth(images, 0.125)
  const here = vi.spyOn(Random.prototype, 'uint32')
  const asked: string[] = []
  const draw = async (id: string) => {
    asked.push(id)
    return { ...drawn, name: id }
  }
  const quick = standardWorkloads(['imagenet'], data, { quick: true, draw })
  expect(quick.map(({ id }) => id)).toEqual(['imagenet/mobilenet-v2/32', 'imagenet/resnet-18/32'])
  for (const workload of quick) await workload.ready!()
  const all = standardWorkloads(['imagenet'], data, { draw })
  for (const workload of all) {
    await workload.ready!()
    expect(workload.id).toContain(`/${workload.subject.name}/`)
  }
  expect(asked).toHaveLength(2 + 7)
  expect(here.mock.calls).toHaveLength(0)
  here.mockRestore()
})

it('a workload that there is not is refused', () => {
  expect(() => chooseWorkloads(standardWorkloads(['map'], data), ['map/digit'])).toThrow(
    /^WORKLOAD_UNKNOWN: workload map\/digit is none of map\/digits, /,
  )
})
