import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flat, linearNetwork, middleOnly, randomDataset } from '../../test/linear-study.js'
import { createExplainer } from '../attribution/index.js'
import { explanationDocument, parseExplanations } from '../explanation/index.js'
import { npz } from '../export/index.js'
import { sealedJson } from '../seal.js'
import { parseStudyData, runStudy, samplesCsv } from '../study/index.js'
import {
  checkExplanations,
  checkStudy,
  compareNumbers,
  drawPart,
  parseManifest,
  verificationSentence,
} from './index.js'

describe('drawPart', () => {
  it('draws a share of distinct places, at least one, the same for the same seed', () => {
    const share = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), share, fc.integer(), (n, part, seed) => {
        const places = drawPart(n, { share: part, seed })
        expect(places).toHaveLength(Math.max(1, Math.round(part * n)))
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
        expect(places.every((place) => place >= 0 && place < n)).toBe(true)
        expect(drawPart(n, { share: part, seed })).toEqual(places)
      }),
      { numRuns: 50 },
    )
    expect(drawPart(100, { share: 0.1, seed: 1 })).not.toEqual(drawPart(100, { share: 0.1, seed: 2 }))
  })

  it.each([0, -1, 1.5, Number.NaN])('%d is no share', (share) => {
    expect(() => drawPart(5, { share, seed: 0 })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  })
})

describe('compareNumbers', () => {
  it('tells every bit, and how far', () => {
    expect(compareNumbers([0, Number.NaN, 1], [0, Number.NaN, 1])).toEqual({ differing: 0, largest: 0 })
    expect(compareNumbers([0], [-0])).toEqual({ differing: 1, largest: 0 })
    expect(compareNumbers([1, 2], [1.25, 2])).toEqual({ differing: 1, largest: 0.25 })
    for (const [written, computed] of [
      [[], [1]],
      [[1], []],
    ] as const)
      expect(compareNumbers(written, computed)).toEqual({ differing: 1, largest: Number.POSITIVE_INFINITY })
  })

  it('tolerates a share of the largest value, and nothing that is no number', () => {
    expect(compareNumbers([99.995, 1], [100, 1], 1e-4)).toMatchObject({ differing: 0 })
    expect(compareNumbers([99, 1], [100, 1], 1e-4)).toEqual({ differing: 1, largest: 1 })
    expect(compareNumbers([Number.NaN], [100], 1e-4)).toMatchObject({ differing: 1 })
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(compareNumbers([5, none], [1, none], 1e-4)).toEqual({ differing: 1, largest: 4 })
      expect(compareNumbers([1, 1], [1, none], 1e-4)).toMatchObject({ differing: 1 })
    }
  })
})

describe('a manifest', () => {
  const files = [{ name: 'figures/a.svg', bytes: 3, sha256: 'ab'.repeat(32) }]
  const manifest = {
    schema: 'umbra.manifest/1',
    umbra: '0.1.0',
    command: 'umbra study',
    config: {},
    engine: {},
    files,
  }

  it('with any bit changed is refused, its seal too', async () => {
    const bytes = await sealedJson(manifest)
    await expect(parseManifest(bytes, 'manifest.json')).resolves.toMatchObject({ sealed: true, files })
    for (let at = 0; at < bytes.length; at++) {
      const other = bytes.slice()
      other[at]! ^= 1 << (at % 8)
      await expect(parseManifest(other, 'manifest.json'), `byte ${at}`).rejects.toMatchObject({
        name: 'InputError',
      })
    }
  })

  it.each(['../a', '/a', 'a//b', './a', 'a\\..\\b', ''])('does not lead to %j', async (name) => {
    const other = await sealedJson({ ...manifest, files: [{ ...files[0], name }] })
    await expect(parseManifest(other, 'manifest.json')).rejects.toMatchObject({ code: 'MANIFEST_FORMAT' })
  })
})

describe('a study', async () => {
  const data = randomDataset(12, 4)
  const model = linearNetwork([flat, middleOnly, flat])
  const provenance = { command: '', model: { sha256: '', source: '' }, created: '' }
  const options = { classes: [0, 1] as [number, number], images: 8, window: 3, controls: 0, permutations: 99 }
  const { result, data: made } = await runStudy(options, { model, data, provenance })
  const column = (key: 'label' | 'index') => ({
    data: Int32Array.from(made.samples, (sample) => sample[key]),
    shape: [made.samples.length],
  })
  const written = (change?: (maps: Float32Array) => void) => {
    const maps = { ...made.maps, data: made.maps.data.slice() }
    change?.(maps.data)
    const archive = { maps, images: made.images, labels: column('label'), indices: column('index') }
    return {
      config: result.config,
      dataName: data.name,
      maps: npz(archive),
      samples: samplesCsv({ result, data: made }),
    }
  }
  const check = async (study: ReturnType<typeof written>, seed = 0, share = 1, tolerance = 0) => {
    const explainer = await createExplainer(model, { threads: 1 })
    try {
      const sources = { baseline: result.config.baseline, dataset: data.images }
      return await checkStudy(study, explainer, sources, { share, seed, tolerance })
    } finally {
      explainer.dispose()
    }
  }

  it('computed again is the same bit for bit, as a whole and in part', async () => {
    const whole = await check(written())
    expect(whole).toEqual({ images: 16, of: 16, differences: [], differing: 0, largest: 0 })
    expect(verificationSentence(whole)).toBe('The same, bit for bit: all 16 images computed again.')
    // Within a tolerance rows are not compared, so that not every bit is, even where none is found to differ.
    expect(verificationSentence(await check(written(), 0, 1, 1e-4), { tolerance: 1e-4 })).toMatch(
      /not said of every bit.*; no bit differs\.$/,
    )
    const part = await check(written(), 3, 0.25)
    expect(verificationSentence(part, { seed: 3, sealed: 9 })).toBe(
      'The same, bit for bit: 4 of 16 images computed again (drawn by seed 3), 9 files as they were written.',
    )
  })

  it('with one bit of one map changed is not, and says which and how far', async () => {
    const place = 5
    const changed = written((maps) => {
      new Uint32Array(maps.buffer)[place * 81 + 40]! ^= 1
    })
    const found = await check(changed)
    expect(found).toMatchObject({ differing: 1, differences: [{ file: 'maps.npz' }] })
    expect(found.largest).toBeGreaterThan(0)
    const name = `image ${made.samples[place]!.index} of ${data.name}`
    expect(verificationSentence(found)).toMatch(
      `Not the same: maps.npz, the map of ${name}: 1 of 81 values differs, by `,
    )
    // Within a tolerance it is the same, and the sentence does not say that every bit is.
    const tolerant = await check(changed, 0, 1, 1e-4)
    expect(verificationSentence(tolerant, { tolerance: 1e-4 })).toMatch(
      /^The same within .*not said of every bit.*largest difference is/,
    )
  })

  it('with a row of samples.csv changed is not', async () => {
    const study = written()
    const lines = study.samples.split('\n')
    lines[3] = lines[3]!.replace(/^(\d+),/, '$1,1')
    const found = await check({ ...study, samples: lines.join('\n') })
    expect(found).toMatchObject({ differing: 1, differences: [{ file: 'samples.csv' }] })
  })

  it('with a probability of another engine’s last bit is the same, and with one further away is not', async () => {
    const study = written()
    const lines = study.samples.split('\n')
    const fields = lines[3]!.split(',')
    const check3 = (probability: number) => {
      lines[3] = [...fields.slice(0, 3), probability, ...fields.slice(4)].join(',')
      return check({ ...study, samples: lines.join('\n') })
    }
    const probability = Number(fields[3])
    expect(probability).toBeGreaterThan(0)
    expect(await check3(probability * (1 + 2 ** -50))).toMatchObject({ differing: 0 })
    expect(await check3(probability * (1 + 2 ** -44))).toMatchObject({ differing: 1 })
  })

  it('of other images than the data’s is not', async () => {
    const other = { ...made.images, data: made.images.data.map((value) => value / 2) }
    const archive = { maps: made.maps, images: other, labels: column('label'), indices: column('index') }
    const found = await check({ ...written(), maps: npz(archive) })
    expect(found.differences[0]).toMatchObject({ what: 'its image is not that of the data' })
  })

  it('is read back from its files as it was made', () => {
    const { maps, samples } = written()
    expect(parseStudyData({ maps, samples }, result.regions.length)).toEqual({
      ...{ maps: made.maps, images: made.images },
      samples: made.samples.map((sample) => ({ ...sample, regions: [...sample.regions] })),
    })
    const lost = [
      [samples.split('\n').slice(0, 9).join('\n'), 'fewer rows'],
      [samples.replace(/\n\d+,/, '\n7777,'), 'row 1 of samples.csv is not of image 1'],
      [samples.replace(/,[^,\n]*\n$/, '\n'), 'fields, expected 8'],
      [samples.replace(/,[^,\n]*\n$/, ',some\n'), 'expected numbers'],
    ] as const
    for (const [csv, why] of lost)
      expect(() => parseStudyData({ maps, samples: csv }, result.regions.length)).toThrow(why)
  })
})

describe('explanations', async () => {
  const model = linearNetwork([flat, middleOnly, flat])
  const { images } = randomDataset(2, 7)
  const of = (i: number) => ({ data: images.data.slice(i * 81, (i + 1) * 81), shape: [1, 9, 9, 1] as const })
  const options = { window: 3, baseline: 0.25 }
  const explainer = await createExplainer(model, { threads: 1 })
  const documents = []
  for (let i = 0; i < 6; i++) {
    const { data: pixels } = of(i)
    const explanation = await explainer.explain(of(i), options)
    const image = { name: `${i}.png`, steps: [] }
    documents.push(explanationDocument(explanation, { pixels, image, milliseconds: i }))
  }
  const read = parseExplanations(
    JSON.parse(JSON.stringify({ schema: 'umbra.explanations/1', explanations: documents })),
  )
  const check = (written: typeof read, share = 1) =>
    checkExplanations({ file: 'e.json', documents: written, images: of, options }, explainer, {
      share,
      seed: 0,
    })

  it('computed again are the same bit for bit, as a whole and in part', async () => {
    const whole = await check(read)
    expect(whole).toEqual({ images: 6, of: 6, differences: [], differing: 0, largest: 0 })
    expect(await check(read, 0.3)).toMatchObject({ images: 2, of: 6, differing: 0 })
  })

  it('of which one has another last bit, or is of another image, are not', async () => {
    const changed = structuredClone(read) as unknown as { map: number[][] }[]
    const bits = Float32Array.of(changed[4]!.map[5]![3]!)
    new Uint32Array(bits.buffer)[0]! ^= 1
    changed[4]!.map[5]![3] = bits[0]!
    const found = await check(changed as unknown as typeof read)
    expect(verificationSentence(found)).toMatch(
      /^Not the same: e\.json, 4\.png: map: 1 of 81 values differs, by /,
    )
    // Nobody has looked at what a document says of itself, unless told so.
    const provenance = { model: { sha256: '0'.repeat(64), source: '' }, image: '0'.repeat(64), config: {} }
    const told = read.map((document) => ({ ...document, provenance }))
    expect((await check(told)).differences[0]!.what).toMatch(/^provenance is \{.*, computed absent$/)
    const swapped = read.map((_, i) => read[i === 0 ? 1 : i]!)
    expect(await check(swapped)).toMatchObject({ images: 6, differing: expect.any(Number) })
    expect((await check(swapped)).differing).toBeGreaterThan(0)
  })
})
