import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { cascade } from '../src/controls/index.js'
import { explanationDocument } from '../src/explanation/index.js'
import { runFaithfulness } from '../src/faithfulness/index.js'
import {
  createExplainer,
  type Explanation,
  runPairs,
  runRobustness,
  runStudy,
  type StudyResult,
} from '../src/index.js'
import { interactionsOf } from '../src/interactions/index.js'
import { runMethods } from '../src/methods/index.js'
import { type JsonSchema, jsonSchemas } from '../src/schemas/json-schemas.js'
import { multiScaleMap, writtenSpread } from '../src/uncertainty/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'

const ROOT = join(import.meta.dirname, '../../..')
const SHIPPED = join(import.meta.dirname, '../schemas')
const schemas = jsonSchemas()

/** What a document looks like once it was written. */
const written = (value: unknown) => JSON.parse(JSON.stringify(value))
const documents = new Map<string, Record<string, unknown>[]>()

beforeAll(async () => {
  const data = randomDataset(30, 3)
  const model = linearNetwork([flat, middleOnly, flat])
  const origin = { command: 'test', created: '2026-01-01T00:00:00Z' }
  const provenance = { ...origin, model: { sha256: '0', source: 'test' } }
  const common = { data, threads: 1 }
  const options = { images: 12, window: 3, permutations: 99 }
  const two = { ...options, classes: [0, 1] as [number, number] }
  const models = [{ name: 'one', model, sha256: '0', source: 'test' }]
  const grid = { window: [3], stride: [1, 2], baseline: [0], score: ['logit' as const] }

  const pixels = Float32Array.from(data.images.data.slice(0, 81))
  const images = { data: pixels, shape: [1, 9, 9, 1] as const }
  const explainer = await createExplainer(model, { threads: 1 })
  const explained = async (window: Parameters<typeof explainer.explain>[1]) =>
    documentOf(await explainer.explain(images, window), pixels)
  const explanations = [await explained({ window: 3 }), await explained({ window: [3, 3, 1] })]
  const together = [
    await interactionsOf(explainer, images, { regions: [3, 3] }),
    await interactionsOf(explainer, images, { regions: 3, interactions: 'shapley' }),
  ]
  const scales = await multiScaleMap(explainer, images, {}, [2, 3])
  const windows = writtenSpread(scales, 9, { members: ['2×2', '3×3'], unit: 'score per pixel' })
  const sensitivity = { value: 0.1, radius: 0.02, samples: 10 }
  const uncertain = { schema: 'umbra.uncertainty/1', images: [{ name: 'one.png', windows, sensitivity }] }
  explainer.dispose()
  const anew = await cascade({ model, threads: 1 }, images, { window: 3 }, { draws: 3 })

  for (const [name, ...own] of [
    [
      'study',
      (await runStudy({ ...two, controls: 3 }, { ...common, model, provenance })).result,
      (await runStudy({ ...two, controls: 0, regions: [3, 3] }, { ...common, model, provenance })).result,
    ],
    ['pairs', await runPairs(options, { ...common, model, provenance })],
    ['robustness', await runRobustness(two, grid, { ...common, models, provenance: origin })],
    ['explanation', ...explanations],
    ['explanations', { schema: 'umbra.explanations/1', explanations }],
    ['randomisation', anew.result],
    ['interactions', ...together],
    ['uncertainty', uncertain],
    ['benchmark', ...['node', 'browser', 'imagenet'].map((file) => read(`docs/benchmarks/${file}.json`))],
    [
      'faithfulness',
      await runFaithfulness({ images: 4, window: 3, permutations: 99 }, { ...common, model, provenance }),
    ],
    [
      'methods',
      (
        await runMethods(
          {
            images: 4,
            classes: [0, 1],
            window: 3,
            samples: 150,
            methods: ['occlusion', 'lime'],
            permutations: 99,
          },
          { ...common, model, provenance },
        )
      ).result,
    ],
    ['settings', { scale: 255, mean: [123.675, 116.28, 103.53], classNames: ['cat', 'dog'] }],
    [
      'network',
      ...['net', 'chain'].map((folder) => read(`packages/core/test/fixtures/pytorch/${folder}/network.json`)),
    ],
    ['grid', { window: [4], stride: [2], regions: [3], baseline: ['train-mean', 'marginal'] }],
  ] as [string, ...unknown[]][])
    documents.set(name, own.map(written))
})

function documentOf(explanation: Explanation, pixels: Float32Array) {
  const image = { name: 'one.png', steps: ['PNG, 9×9'] }
  return explanationDocument(explanation, { milliseconds: 5, image, pixels })
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
}

function validatorOf(schema: object): ValidateFunction {
  return new Ajv2020({ strict: false, allErrors: false }).compile(schema)
}

describe('JSON Schemas', () => {
  it.each([...schemas])('%s.json is shipped as it is made', async (name, schema) => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(SHIPPED, `${name}.json`))
  })

  it('no other file is shipped, and each is found by the name of the package', () => {
    const found = createRequire(import.meta.url)
    expect(readdirSync(SHIPPED).sort()).toEqual([...schemas.keys()].map((name) => `${name}.json`).sort())
    for (const [name, { $id }] of schemas) expect(found(`@umbra/core/schemas/${name}.json`).$id).toBe($id)
  })

  it('the documentation lists each, with what it calls itself', () => {
    const page = readFileSync(join(ROOT, 'docs/formats.md'), 'utf8')
    for (const [name, schema] of schemas) {
      const row = page.split('\n').find((line) => line.includes(`(../packages/core/schemas/${name}.json)`))
      const { properties } = schema as unknown as { properties: { schema?: { const?: string } } }
      const told = name === 'network' ? undefined : properties.schema?.const
      expect(row, name).toContain(told ? `\`${told}\`` : '')
    }
  })

  it.each([...schemas])('%s is a schema of draft 2020-12, with its version in its name', (name, schema) => {
    const ajv = new Ajv2020({ strict: false })
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true)
    const { properties } = schema as unknown as { properties: { schema?: { const?: string } } }
    const told = properties.schema?.const
    if (told) expect(schema.$id).toBe(`urn:${told.replace('.', ':').replace('/', ':')}`)
    expect(schema.$id).toMatch(new RegExp(`^urn:umbra:${name}:\\d+$`))
  })

  it.each([
    'study',
    'pairs',
    'robustness',
    'explanation',
    'explanations',
    'randomisation',
    'interactions',
    'uncertainty',
    'faithfulness',
    'benchmark',
    'network',
    'settings',
    'grid',
  ])('real documents pass, damaged ones do not: %s', (name) => {
    const validate = validatorOf(schemas.get(name)!)
    for (const document of documents.get(name)!) {
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
      if (['network', 'settings', 'grid'].includes(name)) continue
      expect(validate({ ...document, schema: 'umbra.other/9' })).toBe(false)
      for (const key of (schemas.get(name) as unknown as { required: string[] }).required) {
        const { [key]: _, ...rest } = document
        expect(validate(rest), `without ${key}`).toBe(false)
        expect(validate({ ...document, [key]: true }), `with another ${key}`).toBe(false)
      }
    }
  })

  it.each(['study', 'pairs', 'explanation', 'randomisation'])(
    'say every field that is written: %s',
    (name) => {
      const validate = validatorOf(closed(schemas.get(name)!))
      for (const document of documents.get(name)!) {
        expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
        expect(validate({ ...document, more: 1 })).toBe(false)
      }
    },
  )

  it('a p of a test that could not be computed is null', () => {
    const [study] = documents.get('study') as unknown as StudyResult[]
    const { tests } = study!
    const validate = validatorOf(schemas.get('study')!)
    const none = { ...tests.overall, p: null, statistic: null, notComputed: 'the values do not vary' }
    expect(validate({ ...study, tests: { ...tests, overall: none } })).toBe(true)
    expect(validate({ ...study, tests: { ...tests, overall: { ...none, p: '0.05' } } })).toBe(false)
  })
})

/** Where a result's own provenance ends: what a model or an engine says of itself is not all told. */
const OPEN = ['provenance', 'engine']

/** A schema that allows no field but those it names. */
function closed(schema: JsonSchema): object {
  const close = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => close(each, key))
    if (OPEN.includes(key)) return {}
    if (typeof value !== 'object' || value === null) return value
    const inside = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, close(each, name)]))
    const isMap =
      typeof inside.additionalProperties === 'object' && Object.keys(inside.additionalProperties!).length > 0
    return 'properties' in inside && !isMap && key !== 'properties'
      ? { ...inside, additionalProperties: false }
      : inside
  }
  return close(schema, '') as object
}
