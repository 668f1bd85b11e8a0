import { TfliteWriter } from '../../core/test/tflite-writer.ts'

const [SIDE, WINDOW, STRIDE, FILTERS, CLASSES] = [28, 5, 3, 6, 10]
const STEPS = Math.floor((SIDE - WINDOW) / STRIDE) + 1
const INT8 = 9

/**
 * The network of fixtures/make-digit-models.py as a TensorFlow Lite file, with the same weights: whole numbers over 32.
 *
 * @param weights - as floats, or as bytes with a factor for each filter and class, which weigh a quarter
 */
export function digitTflite(weights: 'floats' | 'bytes'): Uint8Array {
  const writer = new TfliteWriter()
  const stored = (shape: readonly number[], numbers: readonly number[]) => {
    if (weights === 'floats') return writer.floats(shape, numbers.map(over32))
    const each = {
      scales: new Array(shape[0]!).fill(1 / 32),
      zeroPoints: new Array(shape[0]!).fill(0),
      axis: 0,
    }
    const bytes = new Uint8Array(Int8Array.from(numbers).buffer)
    return writer.tensor(shape, { type: INT8, bytes, quantisation: each })
  }
  const image = writer.tensor([1, SIDE, SIDE, 1], { name: 'image' })
  const cells = WINDOW * WINDOW
  const kernel = stored([FILTERS, WINDOW, WINDOW, 1], transposed(numbers(3, cells * FILTERS), cells))
  const bias = writer.floats([FILTERS], numbers(5, FILTERS).map(over32))
  const map = writer.operator(
    'CONV_2D',
    [image, kernel, bias],
    [1, STEPS, STEPS, FILTERS],
    [
      [0, 'byte', 1],
      [1, 'int', STRIDE],
      [2, 'int', STRIDE],
      [3, 'byte', 1],
    ],
  )
  const mean = writer.operator('MEAN', [map, writer.whole([1, 2])], [1, FILTERS])
  const dense = stored([CLASSES, FILTERS], transposed(numbers(7, FILTERS * CLASSES), FILTERS))
  const offset = writer.floats([CLASSES], numbers(11, CLASSES).map(over32))
  const scores = writer.operator('FULLY_CONNECTED', [mean, dense, offset], [1, CLASSES])
  const output = writer.operator('SOFTMAX', [scores], [1, CLASSES], [[0, 'float', 1]])
  return writer.file([image], [output])
}

/** As `weight` of make-digit-models.py, without its division. */
function numbers(seed: number, length: number): number[] {
  return Array.from({ length }, (_, i) => ((i * 37 + seed) % 23) - 11)
}

const over32 = (number: number) => number / 32

/** What lies as [rows, columns], as [columns, rows]. */
function transposed(values: readonly number[], rows: number): number[] {
  const columns = values.length / rows
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!)
}
