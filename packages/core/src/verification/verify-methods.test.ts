import { describe, expect, it } from 'vitest'
import { halvesData, halvesNetwork, halvesProvenance } from '../../test/halves.js'
import { createExplainer } from '../attribution/index.js'
import { type InteractionsOptions, interactionsOf } from '../interactions/index.js'
import { runMethods } from '../methods/index.js'
import { checkInteractions, checkMethods, parseMethods, verificationSentence } from './index.js'

const model = halvesNetwork(0.05)
const data = halvesData()
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

describe('a comparison of methods', async () => {
  const options = {
    ...{ classes: [0, 1], images: 4, samples: 12, regions: 2, window: 1, stride: 1, steps: 4 },
    ...{ segments: 9, segmentation: 'grid', subsets: 3, permutations: 99 },
  }
  const { result } = await runMethods(options, { model, data, provenance: halvesProvenance, threads: 1 })
  // biome-ignore lint/suspicious/noExplicitAny: what a forger changes has no type
  const check = async (change: (written: any) => void = () => undefined, share = 1, tolerance = 0) => {
    const written = JSON.parse(JSON.stringify(result))
    change(written)
    const explainer = await createExplainer(model, { threads: 1 })
    try {
      const sources = { model, data, baseline: result.config.baseline, unlabelled: false }
      const checking = { share, seed: 2, tolerance }
      return await checkMethods(parseMethods(bytes(written), 'methods.json'), explainer, sources, checking)
    } finally {
      explainer.dispose()
    }
  }
  const told = async (change: Parameters<typeof check>[0], tolerance = 0) =>
    verificationSentence(await check(change, 1, tolerance), { tolerance })

  it('computed again is the same bit for bit, as a whole and in part', async () => {
    expect(result.leftOut.map(({ id }) => id)).toEqual(['kernel-shap', 'sobol', 'grad-cam'])
    const whole = { images: 4, of: 4, differences: [], differing: 0, largest: 0 }
    expect(await check()).toEqual(whole)
    expect(await check(undefined, 0.5)).toEqual({ ...whole, images: 2 })
  })

  it('with anything that is said of an image changed is not', async () => {
    const at = result.samples[3]!.index
    const where = `image ${at} of halves`
    const found = await check((written) => {
      written.samples[3].values.deletion[1] += 0.125
      written.samples[3].sensitivity[2][1] += 0.5
      written.samples[3].completeness['integrated-gradients'].residual = 0.25
      written.samples[3].label = 1 - written.samples[3].label
      written.samples[3].target = 7
    })
    expect(found.differing).toBe(5)
    expect(found.differences.map((each) => each.where)).toEqual([
      where,
      where,
      `deletion of ${where}`,
      `the means over regions by order 3 of ${where}`,
      `completeness of integrated-gradients of ${where}`,
    ])
    expect(found.differences[0]!.what).toMatch(/^its class is 7, computed [01]$/)
    expect(found.differences[1]!.what).toMatch(/^its label is [01], by the data [01]$/)
    expect(found.differences[2]!.what).toBe('1 of 10 values differs, by 0.125 at most')
  })

  it('of other methods than those asked for is not', async () => {
    expect(
      await told((written) => {
        written.methods.splice(1, 1)
      }),
    ).toMatch(
      /^Not the same: methods\.json, methods: they are occlusion, lime, .*, by the configuration occlusion, rise, lime/,
    )
    // Left out that could have been compared.
    expect(
      await told((written) => {
        written.methods.splice(1, 1)
        written.leftOut.unshift({ id: 'rise', reason: 'it is slow' })
      }),
    ).toMatch(
      /^Not the same: methods\.json, methods: left out are rise \(it is slow\), .*, computed kernel-shap \(/,
    )
  })

  it('within a tolerance is told as such, and beyond it is not', async () => {
    const changed = (by: number) => (written: { samples: { values: Record<string, number[]> }[] }) => {
      written.samples[0]!.values.pixelFlipping![0]! += by
    }
    expect(await told(changed(1e-7), 1e-4)).toMatch(/^The same within .*the largest difference is/)
    expect(await told(changed(1e-7))).toMatch(/^Not the same: methods\.json, pixelFlipping of image/)
    expect(await told(changed(1), 1e-4)).toMatch(/^Not the same/)
  })

  it('naming images that the data have not cannot be told', async () => {
    const change = (written: { samples: { index: number }[] }) => {
      written.samples[0]!.index = 40
    }
    await expect(check(change)).rejects.toMatchObject({ code: 'VERIFY_FORMAT' })
  })
})

describe.each(['pairs', 'shapley'] as const)('interactions of %s', async (interactions) => {
  const images = { data: data.images.data.slice(0, 300), shape: [3, 10, 10, 1] as const, labels: [0, 1, 0] }
  const options: InteractionsOptions = { interactions, regions: [2, 2], target: 'label' }
  const nameOf = (i: number) => `picture ${i}`
  const explainer = await createExplainer(model, { threads: 1 })
  const written = await interactionsOf(explainer, images, options, { nameOf })
  // biome-ignore lint/suspicious/noExplicitAny: what a forger changes has no type
  const check = (change: (document: any) => void = () => undefined, share = 1, tolerance = 0) => {
    const document = JSON.parse(JSON.stringify(written))
    change(document)
    const checking = { share, seed: 1, tolerance }
    return checkInteractions(document, explainer, { images, options }, checking, { nameOf })
  }

  it('computed again are the same bit for bit, as a whole and in part', async () => {
    const same = { differences: [], differing: 0, largest: 0, of: 3 }
    expect(await check()).toEqual({ ...same, images: 3 })
    expect(await check(undefined, 0.5)).toEqual({ ...same, images: 2 })
    const elsewhere = await check((document) => {
      document.milliseconds = 0
      document.engine.threads = 9
    })
    expect(elsewhere.differing).toBe(0)
  })

  it('with anything else changed are not', async () => {
    const numbers = interactions === 'pairs' ? 'drops' : 'values'
    const found = await check((document) => {
      document.score = 'margin'
      document.images[1][interactions][numbers][2] += 0.25
      document.images[2].players[0].pixels[0] = 1
    })
    expect(found.differences).toEqual([
      { file: 'interactions.json', what: 'score is "margin", computed "logit"' },
      {
        ...{ file: 'interactions.json', where: 'picture 1' },
        what: expect.stringMatching(
          new RegExp(`^${interactions}: 1 of \\d+ values differs, by 0\\.250 at most$`),
        ),
      },
      {
        ...{ file: 'interactions.json', where: 'picture 2' },
        what: expect.stringMatching(/^players: 1 of \d+ values differs, by 1\.00 at most$/),
      },
    ])
    // No tolerance is of whole numbers.
    const tolerant = await check(
      (document) => {
        document.images[2].players[3].pixels[24] = 98
      },
      1,
      0.01,
    )
    expect(tolerant.differences.map(({ where }) => where)).toEqual(['picture 2'])
    expect(await check((document) => document.images.pop())).toMatchObject({ differing: 1, images: 0 })
  })
})
