import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createExplainer, loadModel } from '@umbra/core'
import { expect, it } from 'vitest'
import { digitTflite } from './digit-tflite.ts'
import { describeStudio } from './studio.ts'
import { decodedPixels, downloadOf, draw, drop, SIX } from './studio-page.ts'

const DIGIT = join(import.meta.dirname, 'fixtures/digit')

const filesOf = (folder: string) =>
  readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
const file = (name: string, as = name) => [{ name: as, bytes: readFileSync(join(DIGIT, name)) }]

/** Numbers of a saved array of float32. */
function valuesOf(npy: Buffer): number[] {
  return [...new Float32Array(npy.buffer.slice(npy.byteOffset + 10 + npy.readUInt16LE(8)))]
}

describeStudio('model files of other formats', (studio) => {
  const teachable = filesOf(join(DIGIT, 'teachable'))
  it.each([
    ['ONNX', file('net.onnx'), join(DIGIT, 'net.onnx')],
    ['ONNX', file('net.onnx', 'download'), join(DIGIT, 'net.onnx')],
    ['Keras HDF5 file', file('net.h5'), join(DIGIT, 'net.h5')],
    ['Keras file', file('net.keras'), join(DIGIT, 'net.keras')],
    // The same network of the same weights: what Node reads of the Keras file is what a page has to get of these.
    ['TensorFlow Lite', [{ name: 'net.tflite', bytes: digitTflite('floats') }], join(DIGIT, 'net.h5')],
    ['TensorFlow Lite', [{ name: 'download', bytes: digitTflite('bytes') }], join(DIGIT, 'net.h5')],
    ['graph model', filesOf(join(DIGIT, 'graph')), join(DIGIT, 'graph')],
    ['Teachable Machine', teachable, join(DIGIT, 'teachable')],
    ['Teachable Machine', [...teachable].reverse(), join(DIGIT, 'teachable')],
  ] as const)('%s draws and compares, and says what it was taken for', async (format, files, path) => {
    const { page, complaints } = await studio.open()
    await draw(page, SIX)
    await drop(page, ...files)
    await page.getByText(new RegExp(`this model now draws and compares; taken as .*${format}`)).waitFor()
    await page.getByRole('link', { name: 'Explain' }).click()
    await page.locator('.logits thead th').first().waitFor()
    const digit = await downloadOf(page, 'digit.png')
    const data = (await decodedPixels(page, digit.toString('base64'))).filter((_, i) => i % 3 === 0)
    const shown = JSON.parse((await downloadOf(page, 'JSON')).toString())
    const map = valuesOf(await downloadOf(page, 'npy'))
    expect(complaints).toEqual([])
    await page.close()

    const model = await loadModel(path)
    const explainer = await createExplainer(model, { threads: 1 })
    const { window, stride, target } = shown
    const images = { data, shape: [1, 28, 28, 1] } as const
    const { base, maps } = await explainer.explain(images, { window, stride, target, baseline: 0 })
    explainer.dispose()
    expect(shown.prediction.scores).toEqual([...base.data])
    expect(map).toEqual([...maps.data])
  })

  it.each([
    ['HDF5_CORRUPT', /net\.h5 is not a whole HDF5 file/, cut('net.h5')],
    ['MODEL_ONNX', /may be cut off/, cut('net.onnx')],
    ['MODEL_AMBIGUOUS', /net\.onnx and net\.h5/, [...file('net.onnx'), ...file('net.h5')]],
    ['MODEL_FORMAT', /Git LFS pointer/, [{ name: 'net.onnx', bytes: POINTER }]],
  ] as const)('%s is said, and the model before stays in use', async (code, words, files) => {
    const { page, complaints } = await studio.open()
    await drop(page, ...files)
    await page.locator(`[data-code="${code}"]`).filter({ hasText: words }).waitFor()
    await page.getByRole('link', { name: 'Explain' }).click()
    await draw(page, SIX)
    await page.locator('.score[data-predicted]', { hasText: /^6/ }).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})

const POINTER = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n')

function cut(name: string) {
  const [whole] = file(name)
  return [{ name, bytes: whole!.bytes.subarray(0, whole!.bytes.length >> 1) }]
}
