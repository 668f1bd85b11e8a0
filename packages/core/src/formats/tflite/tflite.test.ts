import { createIncrementalRunner, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import scores from '../../../test/fixtures/tflite-scores.json' with { type: 'json' }
import { randomFloats } from '../../../test/random-graph.js'
import { tfliteCases } from '../../../test/random-tflite.js'
import { metadataBuffer } from '../../../test/tflite-metadata.js'
import { TfliteWriter } from '../../../test/tflite-writer.js'
import { outputReader } from '../../network/output-reader.js'
import { Random } from '../../random.js'
import { toFloat16 } from '../keras/to-float16.js'
import { loadModel } from '../load-model.js'
import { readTflite } from './read-tflite.js'

/** Where a model ends in a softmax or sigmoid its probabilities are compared, which differ by no more than its scores do. */
function expectNear({ head }: Network, logits: Float32Array, expected: readonly number[]): void {
  const before = head.reason.startsWith('read before')
  const reader = outputReader(head, logits.length)
  const outputs = before ? reader.probabilities(logits, 0)! : logits
  expect(outputs.length).toBe(expected.length)
  const largest = Math.max(1e-3, ...logits.map(Math.abs))
  const furthest = Math.max(...expected.map((value, k) => Math.abs(value - outputs[k]!)))
  expect(furthest / largest).toBeLessThan(1e-5)
}

describe('graphs give what TensorFlow Lite gives', () => {
  it.each(tfliteCases())('$name', async ({ name, file, image }) => {
    const { network, unsupported } = await readTflite(file, {})
    expect(unsupported).toBeUndefined()
    const expected = scores[name as keyof typeof scores]
    const reference = Float32Array.from(referenceLogits(network!, image))
    expectNear(network!, reference, expected)
    const runner = await createIncrementalRunner(network!)
    const logits = runner.begin(image, new Float32Array(image.length))
    // A mean less its own mean: float32 holds nothing of what is left, and the engine may say so.
    if (logits.some(Number.isNaN)) expect(reference.every((score) => Math.abs(score) < 1e-12)).toBe(true)
    else expectNear(network!, logits, expected)
    runner.dispose()
  })
})

/** A dense layer of weights [3, 4] over an image [2, 2, 1], the weights being made by the writer. */
async function denseKernel(make: (writer: TfliteWriter) => number) {
  const writer = new TfliteWriter()
  const image = writer.tensor([1, 2, 2, 1])
  const flat = writer.operator('RESHAPE', [image, writer.whole([1, 4])], [1, 4])
  const output = writer.operator('FULLY_CONNECTED', [flat, make(writer), -1], [1, 3])
  const { network, notes } = await readTflite(writer.file([image], [output]), {})
  const dense = network!.layers.find((layer) => layer.kind === 'dense') as { kernel: Float32Array }
  // As the file has them, [units, n].
  const kernel = Array.from({ length: 12 }, (_, i) => dense.kernel[(i % 4) * 3 + Math.floor(i / 4)]!)
  return { kernel, notes }
}

describe('weights', () => {
  it('of half precision are what their bits say', async () => {
    const values = randomFloats(new Random(1), [12])
    const bits = toFloat16(values)
    const { kernel } = await denseKernel((writer) => writer.halves([3, 4], bits))
    for (const [i, value] of kernel.entries()) expect(Math.abs(value - values[i]!)).toBeLessThan(2 ** -11)
    expect([...toFloat16(Float32Array.from(kernel))]).toEqual([...bits])
  })

  it('of 8 bits are scale·(q − zero point), of one of each or one for each unit, and it is said', async () => {
    const stored = Int8Array.from({ length: 12 }, (_, i) => 37 * i - 128)
    const bytes = new Uint8Array(stored.buffer)
    const one = await denseKernel((writer) =>
      writer.tensor([3, 4], { type: 9, bytes, quantisation: { scales: [0.5], zeroPoints: [3] } }),
    )
    expect(one.kernel).toEqual(Array.from(stored, (q) => 0.5 * (q - 3)))
    expect(one.notes).toEqual([expect.stringContaining('stored in 8 bits')])
    const each = await denseKernel((writer) =>
      writer.operator(
        'DEQUANTIZE',
        [
          writer.tensor([3, 4], {
            type: 9,
            bytes,
            quantisation: { scales: [0.5, 0.25, 2], zeroPoints: [0, 0, 0], axis: 0 },
          }),
        ],
        [3, 4],
      ),
    )
    expect(each.kernel).toEqual(Array.from(stored, (q, i) => [0.5, 0.25, 2][Math.floor(i / 4)]! * q))
  })

  it('that are too short are refused', async () => {
    const bytes = new Uint8Array(44)
    await expect(denseKernel((writer) => writer.tensor([3, 4], { bytes }))).rejects.toMatchObject({
      code: 'WEIGHTS_LENGTH',
    })
  })
})

it('takes shapes that are computed', async () => {
  const writer = new TfliteWriter()
  const image = writer.tensor([1, 3, 3, 2], { signature: [-1, 3, 3, 2] })
  const shape = writer.operator('SHAPE', [image], [4])
  const [zero, one] = [writer.whole([0]), writer.whole([1])]
  const batch = writer.operator('STRIDED_SLICE', [shape, zero, one, one], [], [[4, 'int', 1]])
  const target = writer.operator('PACK', [batch, writer.whole(18)], [2], [[0, 'int', 2]])
  const flat = writer.operator('RESHAPE', [image, target], [1, 18])
  const { network } = await readTflite(writer.file([image], [flat]), {})
  expect(network!.layers.map(({ kind }) => kind)).toEqual(['flatten'])
})

describe('metadata', () => {
  const file = (labels: string) => {
    const writer = new TfliteWriter()
    const image = writer.tensor([1, 2, 2, 3])
    const mean = writer.operator('MEAN', [image, writer.whole([1, 2])], [1, 3], [[0, 'byte', 0]])
    const bytes = writer.file([image], [mean], metadataBuffer([127.5, 127.5, 127.5], [127.5], 'labels.txt'))
    // Python's zipfile counts offsets in an archive that is appended from the file's start.
    const archive = zipSync({ 'labels.txt': strToU8(labels) }, { level: 0 })
    const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
    const end = archive.length - 22
    const directory = view.getUint32(end + 16, true)
    view.setUint32(directory + 42, bytes.length, true)
    view.setUint32(end + 16, directory + bytes.length, true)
    return Uint8Array.from([...bytes, ...archive])
  }

  it('tells of pixels and classes', async () => {
    const { told, notes } = await readTflite(file('cat\ndog\nbird\n'), {})
    expect(told).toEqual({ scale: 255, mean: 127.5, std: 127.5, classNames: ['cat', 'dog', 'bird'] })
    expect(notes).toEqual([])
  })

  it('that names two classes alike tells them apart', async () => {
    expect((await readTflite(file('crane\ndog\ncrane\n'), {})).told.classNames).toEqual([
      'crane (0)',
      'dog',
      'crane (2)',
    ])
  })

  it('of another number of classes is left out, and it is said', async () => {
    const { told, notes } = await readTflite(file('cat\ndog\n'), {})
    expect(told.classNames).toBeUndefined()
    expect(notes).toEqual([
      expect.stringMatching(/labels\.txt, are 2, and there are 3 classes: --class-names/),
    ])
  })
})

describe('what cannot be read is said in a line', () => {
  const made = (
    make: (writer: TfliteWriter, image: number) => number,
    shape: readonly number[] = [1, 4, 4, 2],
  ) => {
    const writer = new TfliteWriter()
    const image = writer.tensor(shape, { name: 'image' })
    return writer.file([image], [make(writer, image)])
  }

  it('an operator that is not known, with its node', async () => {
    const { network, unsupported } = await readTflite(
      made((writer, image) => writer.operator('LSTM', [image], [1, 4])),
      {},
    )
    expect(network).toBeUndefined()
    expect(unsupported).toBe('node "t1", of operation LSTM, is not supported')
    const custom = await readTflite(
      made((writer, image) => writer.operator('FlexErf', [image], [1, 4])),
      {},
    )
    expect(custom.unsupported).toMatch(/of operation FlexErf/)
  })

  it.each<[string, () => Uint8Array, RegExp]>([
    [
      'one that computes with whole numbers',
      () => {
        const writer = new TfliteWriter()
        const quantisation = { scales: [0.1], zeroPoints: [0] }
        const image = writer.tensor([1, 4, 4, 2], { type: 9, quantisation, name: 'image' })
        return writer.file([image], [writer.operator('RELU', [image], [1, 4, 4, 2])])
      },
      /^MODEL_QUANTISED: tensor "image" is computed in int8: expected a model that computes with floats/,
    ],
    [
      'a shape that the file states otherwise',
      () => made((writer, image) => writer.operator('RESHAPE', [image, writer.whole([1, 32])], [1, 16])),
      /^MODEL_TOPOLOGY: tensor "t2" comes to \[1, 32\], the file says \[1, 16\]/,
    ],
    [
      'an operator that reads its own output',
      () => made((writer, image) => writer.operator('ADD', [image, 2], [1, 4, 4, 2])).slice(),
      /^MODEL_TOPOLOGY/,
    ],
    [
      'images of any size',
      () => {
        const writer = new TfliteWriter()
        const image = writer.tensor([1, 1, 1, 3], { signature: [-1, -1, -1, 3], name: 'image' })
        return writer.file([image], [writer.operator('RELU', [image], [1, 1, 1, 3])])
      },
      /^MODEL_INPUT: input "image" leaves the size of images open \(any×any\): --input-size/,
    ],
    [
      'several outputs',
      () => {
        const writer = new TfliteWriter()
        const image = writer.tensor([1, 2, 2, 2])
        return writer.file([image], [writer.operator('RELU', [image], [1, 2, 2, 2]), image])
      },
      /^MODEL_OUTPUTS: the model has 2 outputs, "t1", "t0": --output NAME says/,
    ],
    [
      'a file cut short',
      () => made((_, image) => image).slice(0, 60),
      /^MODEL_FORMAT: the file is no whole FlatBuffer/,
    ],
  ])('%s', async (_, file, words) => {
    await expect(readTflite(file(), {})).rejects.toThrow(words)
  })
})

it('is recognised by what the file holds, whatever it is called', async () => {
  const { file } = tfliteCases()[0]!
  const model = await loadModel([new File([file.slice()], 'model.bin')])
  expect(model.format).toBe('TensorFlow Lite, schema 3, a test')
})
