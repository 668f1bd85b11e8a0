import { createNetwork } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import {
  concludeStudy,
  type Dataset,
  mapStudyPart,
  mergeParts,
  npz,
  parsePart,
  partFiles,
  readNpzDataset,
  runStudy,
  samplesCsv,
} from '../src/index.js'

/** More classes than a byte tells apart. */
const CLASSES = 1000
const [A, B] = [999, 999 - 256] as const
const SIZE = 6

/** The two classes that are the same modulo 256, each known by its own half of the image. */
function twoOfThousand(n: number): { readonly images: Float32Array; readonly labels: Int32Array } {
  const labels = Int32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? A : B))
  const images = new Float32Array(labels.length * SIZE * SIZE)
  for (const [i, label] of labels.entries()) {
    for (let p = 0; p < SIZE * SIZE; p++) {
      const own = p < (SIZE * SIZE) / 2 === (label === A)
      images[i * SIZE * SIZE + p] = own ? 0.5 + ((i * 7 + p * 5) % 11) / 22 : 0.1
    }
  }
  return { images, labels }
}

async function dataset(n = 12): Promise<Dataset> {
  const { images, labels } = twoOfThousand(n)
  const bytes = npz({
    images: { data: images, shape: [labels.length, SIZE, SIZE] },
    labels: { data: labels, shape: [labels.length] },
  })
  return readNpzDataset(bytes, 'test', { name: 'thousand', classes: CLASSES })
}

function model() {
  const kernel = new Float32Array(SIZE * SIZE * CLASSES)
  for (let p = 0; p < SIZE * SIZE; p++) kernel[p * CLASSES + (p < (SIZE * SIZE) / 2 ? A : B)] = 1
  return createNetwork([SIZE, SIZE, 1], [
    { kind: 'flatten', inputs: [-1] },
    { kind: 'dense', kernel, bias: new Float32Array(CLASSES), inputs: [0] },
  ] as Parameters<typeof createNetwork>[1])
}

describe('a thousand classes', () => {
  it('are told apart from the file to the study, its samples and its parts', async () => {
    const data = await dataset()
    expect([...data.labels.subarray(0, 2)]).toEqual([B, A])
    const options = { classes: [A, B] as [number, number], images: 10, window: 3, permutations: 99 }
    const provenance = {
      command: 'test',
      created: '2026-01-01T00:00:00Z',
      model: { sha256: 'a', source: 'test' },
    }
    const dependencies = { model: model(), data, threads: 1, provenance }
    const whole = await runStudy(options, dependencies)
    for (const [i, { index, label, predicted }] of whole.data.samples.entries()) {
      expect([label, predicted, index % 2]).toEqual(i < 10 ? [A, A, 1] : [B, B, 0])
    }
    expect(samplesCsv(whole).split('\n')[1]).toMatch(/^\d+,999,999,/)

    const parts = []
    for (const index of [1, 2]) {
      const [json, binary] = await partFiles(await mapStudyPart(options, { index, of: 2 }, dependencies))
      parts.push({ name: `part-${index}`, part: await parsePart(json.bytes, binary.bytes, 'part') })
    }
    const merged = await concludeStudy(mergeParts(parts as never))
    expect(merged.data).toEqual(whole.data)
  })
})
