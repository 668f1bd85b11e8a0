import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createExplainer, type Explainer, loadModel } from '../entries/explain.js'
import { explanationDocument } from './explanation-document.js'
import { type ExplanationDocument, parseExplanations } from './explanation-schema.js'

const REFERENCE = join(import.meta.dirname, '../../../../models/reference')

describe('an explanation as JSON', () => {
  let explainer: Explainer
  let document: ExplanationDocument
  const pixels = Float32Array.from({ length: 784 }, (_, i) => ((i * 31) % 17) / 17)
  beforeAll(async () => {
    explainer = await createExplainer(await loadModel(REFERENCE), { threads: 1 })
    document = await documentOf({ window: 6, stride: 5, target: 3 })
  })
  afterAll(() => explainer.dispose())

  async function documentOf(options: Parameters<Explainer['explain']>[1]) {
    const explanation = await explainer.explain({ data: pixels, shape: [1, 28, 28, 1] }, options)
    const image = { name: 'six.png', steps: ['PNG, 28×28'] }
    return explanationDocument(explanation, { milliseconds: 5, image, pixels })
  }

  const written = (value: unknown) => JSON.parse(JSON.stringify(value))

  it('comes back from what was written, one or several, whole or by channel', async () => {
    expect(parseExplanations(written(document))).toEqual([document])
    const channelWise = await documentOf({ window: [6, 6, 1], stride: 5 })
    const both = { schema: 'umbra.explanations/1', explanations: [document, channelWise] }
    expect(parseExplanations(written(both))).toEqual([document, channelWise])
    expect(channelWise.map[0]![0]).toHaveLength(1)
  })

  it('says the class, the windows and the regions', () => {
    expect(document).toMatchObject({
      target: 3,
      window: [6, 6],
      stride: [5, 5],
      baseline: '0',
      windows: [6, 6],
    })
    const mean = document.map.flat().reduce((sum: number, value) => sum + (value as number), 0) / 784
    const regions = Object.values(document.regions) as number[]
    expect(regions).toHaveLength(3)
    expect(Math.min(...regions)).toBeLessThanOrEqual(mean)
    expect(Math.max(...regions)).toBeGreaterThanOrEqual(mean)
  })

  it.each([
    ['schema', { schema: 'umbra.explanation/9' }],
    ['map', { map: [[1, 2], [3]] }],
    ['map', { map: [] }],
    ['map', { map: [['1']] }],
    ['target', { target: -1 }],
    ['class 44', { target: 44 }],
    ['prediction', { prediction: null }],
    ['windows', { windows: [2] }],
    ['engine', { engine: {} }],
  ])('without a good %s is refused', (field, change) => {
    const refused = () => parseExplanations({ ...written(document), ...change })
    expect(refused).toThrow(expect.objectContaining({ code: 'EXPLANATION_FORMAT' }))
    expect(refused).toThrow(new RegExp(field))
  })

  it.each([null, 5, 'text', [], { schema: 'umbra.explanations/1', explanations: [] }])(
    'is not %j',
    (other) => {
      expect(() => parseExplanations(other)).toThrow(expect.objectContaining({ code: 'EXPLANATION_FORMAT' }))
    },
  )
})
