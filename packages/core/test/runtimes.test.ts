import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { chooseEngine } from '../src/engines/choose-engine.ts'
import { modelShape } from '../src/engines/model-shape.ts'
import { originalScorer } from '../src/engines/original-scorer.ts'
import { createExplainer, loadModel } from '../src/entries/explain.ts'
import { evaluateModel } from '../src/evaluation/evaluation.ts'
import { isNetworkModel, type NetworkModel } from '../src/formats/model.ts'
import type { ModelSettingsInput } from '../src/network/model-settings.ts'
import { Random } from '../src/random.ts'
import { onnxRuntimeOf } from '../src/runtimes/onnx-runtime.ts'
import {
  attentionFile,
  attentionScores,
  attentionWeights,
  CHANNELS,
  HEIGHT,
  WIDTH,
} from './attention-file.ts'
import { GraphModelWriter, type Written } from './graph-model-writer.ts'

async function networkModel(
  source: Parameters<typeof loadModel>[0],
  settings?: ModelSettingsInput,
): Promise<NetworkModel> {
  const model = await loadModel(source, settings)
  if (!isNetworkModel(model)) throw new Error('expected no LayersModel')
  expect(model.network).toBeUndefined()
  return model
}

function pixels(seed: number, length = HEIGHT * WIDTH * CHANNELS): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length }, () => random.uniform())
}

/** Every window of 2×2, clipped to the image. */
function windowsOf([height, width, channels]: readonly [number, number, number]): Int32Array {
  const windows: number[] = []
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2)
      windows.push(y, x, 0, Math.min(y + 2, height), Math.min(x + 2, width), channels)
  }
  return Int32Array.from(windows)
}

function covered(
  image: Float32Array,
  baseline: Float32Array,
  [y0, x0, c0, y1, x1, c1]: Int32Array,
  [, width, channels]: readonly [number, number, number],
): Float32Array {
  const copy = image.slice()
  for (let y = y0!; y < y1!; y++) {
    for (let x = x0!; x < x1!; x++) {
      for (let c = c0!; c < c1!; c++) {
        const at = (y * width + x) * channels + c
        copy[at] = baseline[at]!
      }
    }
  }
  return copy
}

/** Scores of an image and its covered copies, by the engine that is chosen and by the definition. */
async function expectAgreement(model: NetworkModel, scoresOf = attentionScores, tolerance = 1e-5) {
  const { inputShape } = model
  const size = inputShape.reduce((product, side) => product * side, 1)
  const channels = inputShape[2]
  const [images, baselines] = [pixels(1, 2 * size), pixels(2, 2 * size)]
  const windows = windowsOf(inputShape)
  const engine = await chooseEngine(model, {})
  const scores = await engine.score({ images, n: 2, windows, baselines })
  const [base, under]: number[][] = [[], []]
  for (const i of [0, 1]) {
    const image = images.subarray(i * size, (i + 1) * size)
    base!.push(...scoresOf(image, channels))
    for (let at = 0; at < windows.length; at += 6) {
      const window = windows.subarray(at, at + 6)
      const baseline = baselines.subarray(i * size, (i + 1) * size)
      under!.push(...scoresOf(covered(image, baseline, window, inputShape), channels))
    }
  }
  const largest = Math.max(...base!.map(Math.abs))
  for (const [got, expected] of [
    [scores.base, base!],
    [scores.covered, under!],
  ] as const) {
    expect(got.length).toBe(expected.length)
    const furthest = Math.max(...expected.map((value, k) => Math.abs(value - got[k]!)))
    expect(furthest / largest).toBeLessThan(tolerance)
  }
  const { report, head, classes } = engine
  engine.dispose()
  return { report, head, classes }
}

const RUNTIME = /^\S+ masks, onnxruntime-(web|node) \d+\.\d+\.\d+ (wasm|cpu)$/

describe('ONNX models that no network can say', () => {
  it('run batched on ONNX Runtime, and scores are those of the definition', async () => {
    const { report, head, classes } = await expectAgreement(await networkModel(attentionFile()))
    expect(report).toMatchObject({ name: 'batched', threads: 1 })
    expect(report.variant).toMatch(RUNTIME)
    expect(report.reason).toMatch(/^MatMul "MatMul of likeness"/)
    expect(head).toEqual({ kind: 'softmax', reason: 'taken for logits' })
    expect(classes).toBe(3)
  })

  it.each(['NCHW', 'NHWC', 'CHW', 'HWC', 'NHW', 'flat'] as const)('with axes %s', async (axes) => {
    await expectAgreement(await networkModel(attentionFile({ axes })))
  })

  it.each([1, 4])('made for batches of %i', async (batch) => {
    await expectAgreement(await networkModel(attentionFile({ batch })))
    await expectAgreement(await networkModel(attentionFile({ batch, axes: 'NHWC' })))
  })

  it('are refused where the images of a batch change each other’s scores', async () => {
    const model = await networkModel(attentionFile({ batch: 4, ending: 'amongOthers' }))
    const engine = await chooseEngine(model, {})
    const [images, windows] = [pixels(1), windowsOf(model.inputShape)]
    const scored = engine.score({ images, n: 1, windows, baselines: images })
    await expect(scored).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringMatching(/batch of 4/),
    })
    engine.dispose()
  })

  it('start their runtime once for their shape and their engine, or to be evaluated', async () => {
    const runtime = await onnxRuntimeOf('onnxruntime-web')
    const create = vi.spyOn(runtime!.InferenceSession, 'create')
    const model = await networkModel(attentionFile())
    const { classes } = await modelShape(model, { keepRuntime: true })
    const engine = await chooseEngine(model, {})
    expect(engine.classes).toBe(classes)
    expect(create).toHaveBeenCalledTimes(1)
    engine.dispose()
    // What was taken is not given twice.
    const again = await chooseEngine(model, {})
    expect(create).toHaveBeenCalledTimes(2)
    again.dispose()
    create.mockRestore()
  })

  it('that a network says too run on it where batched is asked for', async () => {
    const bytes = readFileSync(new URL('./fixtures/onnx/plain-15.onnx', import.meta.url))
    const model = await loadModel(new Uint8Array(bytes))
    const images = { data: pixels(3, 9 * 8 * 3), shape: [1, 9, 8, 3] } as const
    const occlusion = { window: [3, 3] as const, stride: [3, 3] as const, baseline: 0.25, target: 1 }
    const explained = []
    for (const engine of ['incremental', 'batched'] as const) {
      const explainer = await createExplainer(model, { engine, threads: 1 })
      explained.push(await explainer.explain(images, { ...occlusion, window: [3, 3], stride: [3, 3] }))
      explainer.dispose()
    }
    const [own, theirs] = explained
    expect(theirs!.engine).toMatchObject({ name: 'batched', reason: 'asked for, on the runtime made for it' })
    expect(theirs!.engine.variant).toMatch(RUNTIME)
    expect(theirs!.head.kind).toBe(own!.head.kind)
    const largest = Math.max(...own!.base.data.map(Math.abs))
    for (const [i, value] of own!.maps.data.entries())
      expect(Math.abs(value - theirs!.maps.data[i]!)).toBeLessThan(1e-5 * largest)
  })

  it('of an older set of operators', async () => {
    await expectAgreement(await networkModel(attentionFile({ opset: 13 })))
  })

  it.each([
    ['float64', 11, 1e-5],
    ['float16', 10, 1e-2],
  ])('with an input of %s', async (_, type, tolerance) => {
    await expectAgreement(await networkModel(attentionFile({ type })), attentionScores, tolerance)
  })

  it('with an input of bytes, which are rounded', async () => {
    const model = await networkModel(attentionFile({ type: 2 }), { scale: 3 })
    expect(model.notes.join()).toMatch(/takes bytes.*and rounded/)
    const bytes = (image: ArrayLike<number>) => Array.from(image, (pixel) => Math.round(3 * pixel))
    await expectAgreement(model, (image, channels) => attentionScores(bytes(image), channels))
  })

  it('with weights in a file beside', async () => {
    const { classes } = attentionWeights()
    const files = [
      new File([attentionFile({ external: 'net.onnx.data' }).slice()], 'net.onnx'),
      new File([classes.slice()], 'net.onnx.data'),
    ]
    await expectAgreement(await networkModel(files))
  })

  it('with several outputs, of the one that is named', async () => {
    await expect(loadModel(attentionFile({ second: true }))).rejects.toThrow('MODEL_OUTPUTS')
    await expectAgreement(await networkModel(attentionFile({ second: true }), { output: 'out' }))
    const negative = (image: ArrayLike<number>) => attentionScores(image).map((score) => -score)
    await expectAgreement(await networkModel(attentionFile({ second: true }), { output: 'other' }), negative)
  })

  it.each([
    ['Softmax', 'softmax', 'read before Softmax "Softmax of ended", a softmax'],
    ['LogSoftmax', 'softmax', 'read before LogSoftmax "LogSoftmax of ended", a softmax’s logarithm'],
    ['Sigmoid', 'sigmoid', 'read before Sigmoid "Sigmoid of ended", a sigmoid'],
    ['ArgMax', 'softmax', 'read before ArgMax "ArgMax of out", the class'],
  ] as const)('that end in %s, whose scores are read before', async (ending, kind, reason) => {
    const { head } = await expectAgreement(await networkModel(attentionFile({ ending })))
    expect(head).toEqual({ kind, reason })
  })

  it('are read before a last softmax only where it is one over all classes', async () => {
    const { head, classes } = await expectAgreement(
      await networkModel(attentionFile({ ending: 'halves' })),
      (image) => {
        const odds = attentionScores(image).map(Math.exp)
        return odds.map((odd) => odd / odds.reduce((sum, each) => sum + each, 0) / 2)
      },
    )
    expect(head).toEqual({
      kind: 'scores',
      reason: 'output "out" is made of the probabilities of Softmax "Softmax of p"',
    })
    expect(classes).toBe(3)
  })

  it('have their images prepared once', async () => {
    const [mean, std] = [
      [0.4, 0.5, 0.6],
      [0.2, 0.3, 0.25],
    ]
    const prepared = (image: ArrayLike<number>) =>
      Array.from(image, (_, i) => {
        const c = i % 3
        return (image[i - c + (2 - c)]! - mean[c]!) / std[c]!
      })
    await expectAgreement(await networkModel(attentionFile(), { mean, std, channelOrder: 'bgr' }), (image) =>
      attentionScores(prepared(image)),
    )
  })

  it('give maps, and scores of whole data, that say what ran', async () => {
    const model = await networkModel(attentionFile())
    const explainer = await createExplainer(model)
    const images = { data: pixels(3), shape: [1, HEIGHT, WIDTH, CHANNELS] } as const
    const { maps, engine } = await explainer.explain(images, { window: [6, 5], stride: [6, 5], target: 1 })
    explainer.dispose()
    const drop = attentionScores(images.data)[1]! - attentionScores(new Float32Array(images.data.length))[1]!
    expect(maps.data[0]!).toBeCloseTo(drop, 5)
    expect(engine.variant).toMatch(RUNTIME)
    expect(await modelShape(model)).toMatchObject({ inputShape: [HEIGHT, WIDTH, CHANNELS], outputs: 3 })
    const many = { data: pixels(4, 40 * 90), shape: [40, HEIGHT, WIDTH, CHANNELS] } as const
    const labels = Array.from({ length: 40 }, (_, i) => {
      const scores = attentionScores(many.data.subarray(i * 90, (i + 1) * 90))
      return scores.indexOf(Math.max(...scores))
    })
    const evaluated = await evaluateModel(model, {
      name: 'made',
      images: many,
      labels: Uint8Array.from(labels),
      classNames: ['a', 'b', 'c'],
      sha256: { images: '', labels: '' },
    })
    expect(evaluated.accuracy).toBe(1)
  })

  it('are refused by the incremental engine, by the name of the operation', async () => {
    await expect(
      chooseEngine(await networkModel(attentionFile()), { engine: 'incremental' }),
    ).rejects.toThrow(
      /^ENGINE_UNSUPPORTED: the incremental engine cannot run this model: MatMul "MatMul of likeness"/,
    )
  })

  it('need the runtime installed, and say the line that does', async () => {
    const model = await networkModel(attentionFile())
    const asked: string[] = []
    const load = async (name: string) => {
      asked.push(name)
      return undefined
    }
    await expect(originalScorer(model, { load })).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message:
          'RUNTIME_MISSING: no network says MatMul "MatMul of likeness", whose input 1 depends on the image: this model runs on ONNX Runtime, which is not installed; install it: npm install onnxruntime-web',
      }),
    )
    expect(asked).toEqual(['onnxruntime-node', 'onnxruntime-web'])
  })

  it('run on WebAssembly where Node’s own build does not start', async () => {
    const load = async (name: string) => {
      if (name === 'onnxruntime-node') throw new Error('no binary for this machine')
      return import('onnxruntime-web')
    }
    const scorer = await originalScorer(await networkModel(attentionFile()), { load })
    expect(scorer.runtime).toMatch(/^onnxruntime-web/)
    scorer.dispose()
  })

  it('that the runtime refuses are refused in one line', async () => {
    const { original, ...model } = await networkModel(attentionFile())
    const broken = { ...(original as Extract<typeof original, { kind: 'onnx' }>), output: 'nothing' }
    await expect(originalScorer({ ...model, original: broken })).rejects.toThrow(
      /^RUNTIME_FAILED: onnxruntime-web \S+ wasm does not run this model: [^\n]*$/,
    )
  })
})

describe('graph models that no network can say', () => {
  /** Attention over pixels, as `attentionFile` has it. */
  function attentionModel(product: 'BatchMatMulV2' | 'Einsum', ending?: string) {
    const writer = new GraphModelWriter()
    const x = writer.input([-1, HEIGHT, WIDTH, CHANNELS])
    const weights = attentionWeights()
    const pixels = writer.node('Reshape', [x, writer.whole([-1, CHANNELS])])
    const [q, k, v] = (['query', 'key', 'value'] as const).map((name) => {
      const rows = writer.node('MatMul', [pixels, writer.floats([CHANNELS, 4], weights[name])])
      return writer.node('Reshape', [rows, writer.whole([-1, HEIGHT * WIDTH, 4])])
    }) as [Written, Written, Written]
    const likeness =
      product === 'Einsum'
        ? writer.node('Einsum', [q, k], { equation: 'bid,bjd->bij', N: 2 })
        : writer.node('BatchMatMulV2', [q, k], { adj_x: false, adj_y: true })
    const mixed = writer.node('BatchMatMulV2', [writer.node('Softmax', [likeness]), v], {
      adj_x: false,
      adj_y: false,
    })
    const mean = writer.node('Mean', [mixed, writer.whole([1])], { keep_dims: false })
    const scores = writer.node('MatMul', [mean, writer.floats([4, 3], weights.classes)])
    const { json, shards } = writer.model([ending ? writer.node(ending, [scores]) : scores])
    return networkModel({ json, shards })
  }

  it('run batched on TensorFlow.js, and scores are those of the definition', async () => {
    const { report, head } = await expectAgreement(await attentionModel('BatchMatMulV2'))
    expect(report.variant).toMatch(/ masks, tfjs wasm \d/)
    expect(report.reason).toMatch(/BatchMatMulV2/)
    expect(head.reason).toBe('taken for logits')
  })

  it('run on its plain backend where the other has no kernel', async () => {
    const { report } = await expectAgreement(await attentionModel('Einsum'))
    expect(report.variant).toMatch(/ masks, tfjs cpu \d/)
  })

  it('are read before a last softmax', async () => {
    const { head } = await expectAgreement(await attentionModel('BatchMatMulV2', 'Softmax'))
    expect(head).toMatchObject({ kind: 'softmax' })
    expect(head.reason).toMatch(/^read before Softmax "node_\d+", a softmax$/)
  })
})
