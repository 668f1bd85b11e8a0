import { createNetwork } from '@umbra/occlusion-wasm'
import { afterAll, describe, expect, it } from 'vitest'
import { baselineOfData } from '../src/attribution/baseline-of-data.js'
import { createExplainer } from '../src/attribution/explainer.js'
import { occlusionOptionsSchema } from '../src/attribution/occlusion/options.js'
import { selectImages } from '../src/dataset/index.js'
import { InputError } from '../src/errors.js'
import { keptExplanation, planExplanation } from '../src/explanation/explanation-unit.js'
import { Random } from '../src/random.js'
import { type CellStore, sealedValues } from '../src/units/cells.js'
import { SetAside } from '../src/units/set-aside.js'
import { unitKey } from '../src/units/unit.js'
import { Workshop } from '../src/workshop/index.js'

const [HEIGHT, WIDTH, CHANNELS] = [6, 5, 2]
const random = new Random(4)
const values = (length: number) => Float32Array.from({ length }, () => random.uniform() - 0.5)
const size = HEIGHT * WIDTH * CHANNELS
const network = createNetwork(
  [HEIGHT, WIDTH, CHANNELS],
  [
    { kind: 'flatten', inputs: [-1] },
    { kind: 'dense', inputs: [0], kernel: values(size * 3), bias: values(3) },
  ],
)
const image = () => ({ data: values(size), shape: [1, HEIGHT, WIDTH, CHANNELS] as const })
const data = {
  name: 'noise',
  images: { data: values(9 * size), shape: [9, HEIGHT, WIDTH, CHANNELS] as const },
}
const explainer = await createExplainer(network, { threads: 1 })
afterAll(() => explainer.dispose())
const source = { model: 'a'.repeat(64) }
const chosen = (more: object) => occlusionOptionsSchema.parse({ window: 3, stride: 2, ...more })

function store() {
  const kept = new Map<string, Uint8Array>()
  const cells: CellStore = {
    read: async (key) => kept.get(key),
    write: async (key, bytes) => void kept.set(key, bytes.slice()),
  }
  return { kept, cells }
}

describe('the explanation of an image', () => {
  it.each([
    ['plain', { target: 1, score: 'probability' }],
    ['by channel', { window: [3, 3, 1], baseline: [0.1, 0.2] }],
    ['covered by images drawn', { baseline: { kind: 'marginal', draws: 3, seed: 2 } }],
    ['for its own class', { target: 'label' }],
  ])('%s, kept or computed by another process, is what explaining gives', async (_, choices) => {
    const rule = chosen(choices)
    const options = { ...rule, baseline: await baselineOfData(rule.baseline, data) }
    const own = { ...image(), labels: [2] }
    const job = await planExplanation(explainer, own, options, { ...source, drawnFrom: 'b' })
    const { covered: _covered, remap: _remap, ...whole } = await explainer.explain(own, options)
    const { kept, cells } = store()
    const first = await keptExplanation(explainer, job, { cells }, {})
    expect([first!.isOwn, first!.explanation, kept.size]).toEqual([true, whole, 1])
    expect(await keptExplanation(explainer, job, { cells }, {})).toEqual({ isOwn: false, explanation: whole })

    const workshop = new Workshop({ threads: 1 })
    const unit = JSON.parse(JSON.stringify(job.unit))
    const key = await unitKey(unit)
    const elsewhere = await workshop.compute(unit, {
      subject: async () => ({ network, initialisers: new Map() }),
      images: async (sha256, places) =>
        selectImages(sha256 === 'b' ? data.images : own, Uint32Array.from(places)),
    })
    workshop.dispose()
    expect(await sealedValues(elsewhere, key)).toEqual(kept.get(key))
  })

  it('is another unit by any of what it hangs on, and the same wherever the image lies', async () => {
    const own = image()
    const [changed, reshaped] = [own.data.slice(), [1, WIDTH, HEIGHT, CHANNELS] as const]
    changed[7]! += 2 ** -20
    const otherwise = { ...explainer.reader, head: { kind: 'scores', reason: 'made up' } as const }
    const jobs = [
      planExplanation(explainer, own, chosen({}), source),
      planExplanation(explainer, { ...own, data: changed }, chosen({}), source),
      planExplanation(explainer, { ...own, shape: reshaped }, chosen({}), source),
      planExplanation(explainer, own, chosen({ target: 1 }), source),
      planExplanation(explainer, own, chosen({ baseline: 0.5 }), source),
      planExplanation(explainer, own, chosen({}), { model: 'c' }),
      planExplanation({ ...explainer, reader: otherwise }, own, chosen({}), source),
    ]
    const keys = await Promise.all(jobs.map(async (job) => unitKey((await job).unit)))
    expect(new Set(keys).size).toBe(jobs.length)
    const again = { data: own.data.slice(), shape: own.shape }
    expect(await unitKey((await planExplanation(explainer, again, chosen({}), source)).unit)).toBe(keys[0])
  })

  it('is set aside where it fails three times, and refused at once where the input is wrong', async () => {
    const job = await planExplanation(explainer, image(), chosen({}), source)
    const aside = new SetAside()
    const failing = (error: Error) => ({ ...explainer, explain: () => Promise.reject(error) })
    const named = { nameOf: () => 'six.png' }
    const found = keptExplanation(failing(new Error('unreachable')), job, { aside }, named)
    expect(await found).toBeUndefined()
    expect(() => aside.requireNone()).toThrow('unreachable')
    aside.succeeded()
    expect(() => aside.requireNone()).toThrow('the explanation of six.png failed three times (unreachable)')
    const wrong = failing(new InputError('SCORES_NOT_FINITE', 'six.png'))
    await expect(keptExplanation(wrong, job, { aside: new SetAside() }, {})).rejects.toThrow('six.png')
  })
})
