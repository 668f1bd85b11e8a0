import { createNetwork, type Network, type OutputHead } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import {
  createExplainer,
  type Dataset,
  mapStudyPart,
  mergeParts,
  parsePart,
  partFiles,
  runPairs,
  runRobustness,
  runStudy,
  type StudyOptions,
  samplesCsv,
} from '../src/index.js'
import { randomDataset } from './linear-study.js'

const SIZE = 9
const PIXELS = SIZE * SIZE

/** K outputs, each the ink weighted pixel by pixel; the marker pixel of class k counts for or against output k. */
function network(outputs: number, head?: OutputHead['kind']): Network {
  const kernel = Float32Array.from({ length: PIXELS * outputs }, (_, i) => 0.05 * Math.sin(3 * i + 1))
  for (let k = 0; k < outputs; k++) kernel[k * outputs + k] = 8
  if (outputs === 1) kernel.set([-8, 8])
  const layers = [
    { kind: 'flatten', inputs: [-1] },
    { kind: 'dense', kernel, bias: new Float32Array(outputs), inputs: [0] },
  ] as Parameters<typeof createNetwork>[1]
  return createNetwork([SIZE, SIZE, 1], layers, head && { kind: head, reason: 'in a test' })
}

/** Images of classes 0 and 1. */
function twoClasses(): Dataset {
  const { images, labels, ...rest } = randomDataset(40, 3)
  const kept = [...labels.keys()].filter((i) => labels[i]! < 2)
  const data = Float32Array.from(kept.flatMap((i) => [...images.data.subarray(i * PIXELS, (i + 1) * PIXELS)]))
  return {
    ...rest,
    images: { data, shape: [kept.length, SIZE, SIZE, 1] },
    labels: Uint8Array.from(kept, (i) => labels[i]!),
    classNames: ['no', 'yes'],
  }
}

const study: StudyOptions = { classes: [0, 1], images: 20, window: 3, permutations: 99 }
const of = (model: Network, data: Dataset) => ({
  model,
  data,
  threads: 1,
  provenance: { command: 'test', created: '2026-01-01T00:00:00Z', model: { sha256: 'a', source: 'test' } },
})

describe('a binary classifier of one output', () => {
  it('has two classes, whose maps of the logit are each other’s negative', async () => {
    const explainer = await createExplainer(network(1), { threads: 1 })
    const images = twoClasses().images
    const [no, yes] = await Promise.all(
      [0, 1].map((target) => explainer.explain(images, { target, window: 3 })),
    )
    expect(explainer.classes).toBe(2)
    expect([...no!.maps.data]).toEqual([...yes!.maps.data].map((drop) => 0 - drop))
    const own = await explainer.explain(images, { window: 3 })
    own.base.data.forEach((z, i) => {
      expect(own.target[i]).toBe(z > 0 ? 1 : 0)
    })
    expect(explainer.classes === own.base.shape[1]).toBe(false)
    explainer.dispose()
  })

  it('is studied as the softmax of (0, z) would be, in the probability', async () => {
    const one = network(1)
    const dense = one.layers[1]! as Extract<Network['layers'][number], { kind: 'dense' }>
    const kernel = Float32Array.from({ length: 2 * PIXELS }, (_, i) => (i % 2 ? dense.kernel[i >> 1]! : 0))
    const two = createNetwork([SIZE, SIZE, 1], [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'dense', kernel, bias: new Float32Array(2), inputs: [0] },
    ] as Parameters<typeof createNetwork>[1])
    const data = twoClasses()
    for (const score of ['probability', 'log-probability'] as const) {
      const [binary, pair] = await Promise.all(
        [one, two].map((model) => runStudy({ ...study, score }, of(model, data))),
      )
      expect(binary!.data.samples.map(({ index, predicted }) => [index, predicted])).toEqual(
        pair!.data.samples.map(({ index, predicted }) => [index, predicted]),
      )
      binary!.data.maps.data.forEach((value, i) => {
        expect(Math.abs(value - pair!.data.maps.data[i]!)).toBeLessThan(1e-6)
      })
      binary!.data.samples.forEach(({ probability }, i) => {
        expect(Math.abs(probability - pair!.data.samples[i]!.probability)).toBeLessThan(1e-6)
      })
    }
  })

  it('says so in provenance, in pairs and in robustness', async () => {
    const data = twoClasses()
    const outputs = { count: 1, kind: 'sigmoid', reason: 'taken for logits' }
    const pairs = await runPairs({ images: 20, window: 3, permutations: 99 }, of(network(1), data))
    expect(pairs.pairs).toHaveLength(1)
    expect(pairs.provenance.outputs).toEqual(outputs)
    const models = [{ name: 'one', model: network(1), sha256: 'a', source: 'test' }]
    const { provenance } = of(network(1), data)
    const grid = { window: [3], stride: [1], baseline: [0], score: ['logit', 'probability'] as const }
    const robust = await runRobustness(
      study,
      { ...grid, score: [...grid.score] },
      { models, data, threads: 1, provenance },
    )
    expect(robust.provenance.outputs).toEqual(outputs)
    // The default grid has margins, which one output does not have: found before any image is scored.
    await expect(runRobustness(study, {}, { models, data, threads: 1, provenance })).rejects.toMatchObject({
      code: 'SCORE_UNDEFINED',
    })
  })
})

describe('independent labels', () => {
  it('have probabilities of their own, and no margins, in a study', async () => {
    const data = randomDataset(40, 3)
    const { result, data: found } = await runStudy(study, of(network(3, 'sigmoid'), data))
    expect(result.provenance.outputs).toEqual({ count: 3, kind: 'sigmoid', reason: 'in a test' })
    const explainer = await createExplainer(network(3), { threads: 1 })
    const logits = await explainer.predict(found.images)
    explainer.dispose()
    found.samples.forEach(({ label, probability }, i) => {
      expect(Math.abs(probability - 1 / (1 + Math.exp(-logits[3 * i + label]!)))).toBeLessThan(1e-9)
    })
    await expect(
      runStudy({ ...study, score: 'margin' }, of(network(3, 'sigmoid'), data)),
    ).rejects.toMatchObject({
      code: 'SCORE_UNDEFINED',
    })
  })

  it('are no replicate of a network of exclusive classes', async () => {
    const models = [
      { name: 'a', model: network(3), sha256: 'a', source: 'test' },
      { name: 'b', model: network(3, 'sigmoid'), sha256: 'b', source: 'test' },
    ]
    const data = randomDataset(40, 3)
    const grid = { window: [3], stride: [1], baseline: [0], score: ['logit' as const] }
    const { provenance } = of(network(3), data)
    await expect(runRobustness(study, grid, { models, data, threads: 1, provenance })).rejects.toMatchObject({
      code: 'MODELS_DIFFER',
    })
  })
})

describe('scores without probabilities', () => {
  it('are studied, their probability left empty wherever it is written', async () => {
    const dependencies = of(network(3, 'scores'), randomDataset(40, 3))
    const whole = await runStudy(study, dependencies)
    expect(whole.data.samples.every(({ probability }) => Number.isNaN(probability))).toBe(true)
    expect(samplesCsv(whole).split('\n')[1]).toMatch(/^\d+,\d,\d,,/)
    const part = await mapStudyPart(study, { index: 1, of: 1 }, dependencies)
    const [json, binary] = await partFiles(part)
    const again = await parsePart(json.bytes, binary.bytes, 'part')
    expect(
      mergeParts([{ name: 'part', part: again }]).classes[0]!.sample.probability.every(Number.isNaN),
    ).toBe(true)
    await expect(runStudy({ ...study, score: 'probability' }, dependencies)).rejects.toMatchObject({
      code: 'SCORE_UNDEFINED',
    })
  })
})

it('a margin against a class that is itself studied is refused before any image is mapped', async () => {
  const dependencies = of(network(3), randomDataset(40, 3))
  await expect(
    runStudy({ ...study, score: { kind: 'margin', against: 1 } }, dependencies),
  ).rejects.toMatchObject({ code: 'MARGIN_CLASS' })
  const against2 = await runStudy({ ...study, score: { kind: 'margin', against: 2 } }, dependencies)
  expect(against2.result.config.score).toEqual({ kind: 'margin', against: 2 })
})
