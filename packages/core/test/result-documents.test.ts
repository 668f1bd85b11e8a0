import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  compareBenchmarks,
  comparisonLines,
  parseBenchmark,
  parseRobustness,
  primaryCurveOf,
  quoteRobustness,
  type RobustnessResult,
  robustnessCsv,
  runRobustness,
  runStudy,
  type Study,
  type StudyChoices,
  specificationCurveOf,
  trainingOf,
} from '../src/index.js'
import { flat, linearNetwork, middleOnly, randomDataset } from './linear-study.js'
import { loadArtifacts } from './load-artifacts.js'
import { mutatedJson, readDamaged } from './mutations.js'

const TIMES = 600
const bytesOf = (document: unknown) => new TextEncoder().encode(JSON.stringify(document))

let study: Study
let result: RobustnessResult
beforeAll(async () => {
  const model = linearNetwork([flat, middleOnly, flat])
  const provenance = { command: 'test', created: '2026-01-01T00:00:00Z' }
  const options = { classes: [0, 1] as [number, number], images: 12, window: 3, permutations: 99 }
  const common = { data: randomDataset(20, 3), threads: 1 }
  const models = [model, linearNetwork([middleOnly, flat, flat])].map((network, i) => ({
    name: `seed ${i}`,
    model: network,
    sha256: `${i}`,
    source: 'test',
  }))
  const grid = { window: [3], stride: [1, 2], baseline: [0], score: ['logit' as const] }
  result = await runRobustness(options, grid, { ...common, models, provenance })
  const origin = { ...provenance, model: { sha256: '0', source: 'test' } }
  study = await runStudy(options, { ...common, model, provenance: origin })
})

describe('a robustness.json', () => {
  /** All that is made of one that was read. */
  const use = (document: RobustnessResult) => {
    quoteRobustness(study, document)
    robustnessCsv(document)
    primaryCurveOf(document)
    for (const curve of document.curves) specificationCurveOf(document, curve)
  }

  it('is read as it was written, where something is not defined too', () => {
    const document = JSON.parse(JSON.stringify(result))
    expect(parseRobustness(bytesOf(document), 'file')).toEqual(document)
    document.curves[0].estimates[0].models[0] = null
    document.curves[0].crossed.p = null
    expect(parseRobustness(bytesOf(document), 'file')).toEqual(document)
    use(document)
  })

  it('from before answers were counted once and images drawn is of use as it is', () => {
    const before = {
      ...result,
      schema: 'umbra.robustness/1',
      grid: { ...result.grid, regions: undefined },
      specifications: result.specifications.map(({ regions: _, ...choices }) => choices),
      ...(result.pattern && {
        pattern: { ...result.pattern, groups: undefined, effective: undefined },
      }),
      curves: result.curves.map(({ groups: _, effective: __, crossed, own: ___, joint, ...curve }) => ({
        ...curve,
        joint: { ...joint, significantPositive: undefined, significantNegative: undefined },
        estimates: curve.estimates.map(({ models }) => ({ models })),
        ...(crossed && { across: { estimate: 0.1, interval: [0, 0.2], p: 0.05, sd: 0.1 } }),
      })),
    }
    const document = parseRobustness(bytesOf(before), 'file')
    use(document)
    const curve = specificationCurveOf(document, document.curves[0]!)
    expect(curve.specifications).toHaveLength(document.specifications.length)
    expect(curve.specifications[0]!.choices.regions).toBe('3 bands')
    // Repetitions tell the direction of a region as it is: asked for where the share that is named has the same.
    const regions = study.result.tests.regions.map((test) => ({
      ...test,
      estimate: Math.abs(test.estimate!),
    }))
    const agreeing = { ...study, result: { ...study.result, tests: { ...study.result.tests, regions } } }
    const { text } = quoteRobustness(agreeing, document).result.verdict
    expect(text).toContain('was not tested over its choices')
  })

  it('is refused by name with values that are no numbers, or a provenance that is none', () => {
    const text = JSON.stringify(result)
    const refused = (json: string) =>
      expect(() => parseRobustness(new TextEncoder().encode(json), 'file')).toThrow(
        /^ROBUSTNESS_FORMAT: file /,
      )
    refused(text.replace(/"value":[\d.e-]+/, '"value":NaN'))
    refused(text.replace(/"value":[\d.e-]+/, '"value":1e999'))
    refused(text.replace(/"value":[\d.e-]+/, '"value":"1"'))
    refused(JSON.stringify({ ...result, provenance: null }))
    refused(JSON.stringify({ ...result, provenance: { ...result.provenance, data: 7 } }))
    refused(JSON.stringify({ ...result, provenance: { ...result.provenance, engine: [[[]]] } }))
    refused(JSON.stringify({ ...result, curves: [] }))
    refused(JSON.stringify({ ...result, specifications: result.specifications.slice(1) }))
    refused(JSON.stringify({ ...result, models: result.models.slice(1) }))
    const [{ baseline: _, ...unclear }, ...others] = result.specifications as [
      StudyChoices,
      ...StudyChoices[],
    ]
    refused(JSON.stringify({ ...result, specifications: [unclear, ...others] }))
    refused('{"schema": "umbra.robustness/1"}')
    refused('null')
  })

  it('with any of its values changed is refused by name, or of use', async () => {
    const whole = JSON.parse(JSON.stringify(result))
    const { read, refused } = await readDamaged(TIMES, 21, (random) =>
      use(parseRobustness(bytesOf(mutatedJson(whole, random)), 'file')),
    )
    expect(refused.get('ROBUSTNESS_FORMAT')).toBeGreaterThan(TIMES / 2)
    expect(read).toBeGreaterThan(0)
  })
})

describe('a benchmark.json', () => {
  const file = new URL('../../../docs/benchmarks/node.json', import.meta.url)
  const whole = JSON.parse(readFileSync(file, 'utf8'))
  const small = {
    ...whole,
    workloads: whole.workloads.slice(0, 1).map((workload: { measurements: object[] }) => ({
      ...workload,
      measurements: workload.measurements.slice(0, 3),
    })),
  }

  it('with any of its values changed is refused by name, or compared', async () => {
    expect(parseBenchmark(bytesOf(whole), 'file')).toEqual(whole)
    const { read, refused } = await readDamaged(TIMES, 22, (random) => {
      const before = parseBenchmark(bytesOf(mutatedJson(small, random)), 'file')
      comparisonLines(compareBenchmarks(before, small))
    })
    expect(refused.get('BENCHMARK_FORMAT')).toBeGreaterThan(TIMES / 10)
    expect(read).toBeGreaterThan(0)
  })
})

describe('how a model says it was trained', () => {
  it('is refused by name where it is not as a training says it', async () => {
    const model = await loadArtifacts(new URL('../../../models/reference/model.json', import.meta.url))
    const training = trainingOf(model)!
    const withTraining = (umbra: unknown) => trainingOf({ ...model, userDefinedMetadata: { umbra } as never })
    expect(training.test.n).toBe(10_000)
    expect(withTraining(undefined)).toBeUndefined()
    expect(withTraining(null)).toBeUndefined()
    expect(withTraining({ schema: 'another/1' })).toBeUndefined()
    for (const change of [
      { data: undefined },
      { data: { name: 'x', sha256: 'y' } },
      { test: { accuracy: '1' } },
      { test: { accuracy: 90, loss: 1, n: 1 } },
      { history: [{}] },
      { config: 3 },
      { versions: [1] },
    ]) {
      expect(() => withTraining({ ...training, ...change }), JSON.stringify(change)).toThrow(
        'MODEL_PROVENANCE',
      )
    }
  })
})
