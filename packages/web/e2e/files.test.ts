import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ModelArtifacts, modelFiles, runPairs, runRobustness, type StudyOptions } from '@umbra/core'
import { expect, it } from 'vitest'
import { dependenciesInNode, REFERENCE } from './in-node.ts'
import { describeStudio } from './studio.ts'
import { downloadOf, draw, drop, expectAccessible, expectToFit, mapOf, SIX } from './studio-page.ts'

const CLI = join(import.meta.dirname, '../../cli/bin/umbra.js')
const text = (value: string) => new TextEncoder().encode(value)

/** A sigmoid of the weighted ink of 28×28 pixels, the upper half for and the lower against. */
function binaryClassifier(): ModelArtifacts {
  const layers = [
    { class_name: 'Flatten', config: { name: 'flatten', batch_input_shape: [null, 28, 28, 1] } },
    { class_name: 'Dense', config: { name: 'out', units: 1, activation: 'sigmoid', use_bias: false } },
  ]
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'binary', layers } },
    weightSpecs: [{ name: 'out/kernel', shape: [784, 1], dtype: 'float32' }],
    weightData: Float32Array.from({ length: 784 }, (_, i) => (i < 392 ? 0.02 : -0.01)).buffer,
  }
}

/** Runs the command a page offers, in a folder that holds what it saved. */
function repeat(command: string, cwd: string): { readonly target: number; readonly map: number[][] } {
  expect(command).toBe('umbra explain drawing.png --centre')
  const [, ...words] = command.split(' ')
  const output = execFileSync(process.execPath, [CLI, ...words, '--json'], { cwd, encoding: 'utf8' })
  return JSON.parse(output)
}

describeStudio('files', (studio) => {
  it('saves the map in every format, and reads its picture back', async () => {
    const { page, complaints } = await studio.open()
    await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
    await draw(page, SIX)
    await page.waitForTimeout(300)
    const drawn = await mapOf(page)
    const png = await downloadOf(page, 'PNG')
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect(png.readUInt32BE(16)).toBe(2 * 850)
    const svg = (await downloadOf(page, 'SVG')).toString()
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    const isWellFormed = (text: string) =>
      new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null
    expect(await page.evaluate(isWellFormed, svg)).toBe(true)
    const csv = (await downloadOf(page, 'CSV')).toString().trim().split('\n')
    expect(csv[0]).toBe('row,column,value')
    expect(csv).toHaveLength(785)
    const json = JSON.parse((await downloadOf(page, 'JSON')).toString())
    expect(json).toMatchObject({
      target: 6,
      window: [4, 4],
      stride: [1, 1],
      baseline: '0',
      windows: [25, 25],
    })
    expect(json.map.flat()).toHaveLength(784)
    expect(Number(csv[1 + 28 * 14 + 12]!.split(',')[2])).toBe(json.map[14][12])
    const npy = await downloadOf(page, 'npy')
    expect(npy.subarray(1, 6).toString()).toBe('NUMPY')
    expect(npy.toString('latin1')).toContain("'shape': (28, 28)")
    const values = new Float32Array(npy.buffer.slice(npy.byteOffset + 10 + npy.readUInt16LE(8)))
    expect([...values]).toEqual(json.map.flat())
    const digit = await downloadOf(page, 'digit.png')
    const folder = mkdtempSync(join(tmpdir(), 'umbra-command-'))
    writeFileSync(join(folder, 'drawing.png'), await downloadOf(page, 'drawing.png'))
    const repeated = repeat(await page.getByRole('textbox', { name: 'command' }).inputValue(), folder)
    rmSync(folder, { recursive: true })
    expect(repeated).toMatchObject({ target: 6, window: [4, 4], stride: [1, 1], baseline: '0' })
    for (const [i, value] of repeated.map.flat().entries()) {
      expect(Math.abs(value - values[i]!)).toBeLessThan(1e-4)
    }

    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => mapOf(page)).not.toBe(drawn)
    await drop(page, { name: 'digit.png', bytes: digit })
    await page.getByText(/digit\.png: PNG, 8-bit grey, 28×28, .*taken as it is/).waitFor()
    await expect.poll(() => mapOf(page)).toBe(drawn)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('turns a dark digit on paper round', async () => {
    const { page } = await studio.open()
    const picture = await page.evaluate(() => {
      const canvas = document.createElement('canvas')
      canvas.width = 200
      canvas.height = 300
      const context = canvas.getContext('2d')!
      context.fillStyle = '#f4f0e6'
      context.fillRect(0, 0, 200, 300)
      context.lineWidth = 22
      context.strokeStyle = '#23304f'
      context.beginPath()
      context.arc(100, 150, 60, 0, 7)
      context.stroke()
      return canvas.toDataURL().split(',')[1]!
    })
    await drop(page, { name: 'paper.png', bytes: Buffer.from(picture, 'base64') })
    await page
      .getByText(
        /paper\.png: PNG, 8-bit RGB with alpha, 200×300, inverted, laid over black, to grey by luma .*, centred/,
      )
      .waitFor()
    await page.locator('.score[data-predicted]', { hasText: /^0/ }).waitFor()
    await page.close()
  })

  it('opens a binary classifier, and shows its two classes and what its one output means', async () => {
    const { page, complaints } = await studio.open()
    const [json, weights] = modelFiles(binaryClassifier())
    await drop(page, json, weights)
    await page.getByTestId('engine').filter({ hasText: 'model.json' }).waitFor()
    await page.getByRole('link', { name: 'Explain' }).click()
    await draw(page, SIX)
    await page.getByTestId('outputs').filter({ hasText: 'read before layer "out", a sigmoid' }).waitFor()
    const classes = page.locator('.score:not(.predicted)')
    expect(await classes.count()).toBe(2)
    const figures = await page.locator('.score:not(.predicted) .bar + .figure').allTextContents()
    const shares = figures.map((share) => Number(share.replace('%', '')))
    expect(Math.abs(shares[0]! + shares[1]! - 100)).toBeLessThan(1.1)
    await page.locator('.logits thead th').first().waitFor()
    expect((await page.locator('.logits thead th').allTextContents()).slice(1)).toEqual(['0', '1'])
    const explanation = JSON.parse(new TextDecoder().decode(await downloadOf(page, 'JSON')))
    expect(explanation.prediction.scores).toHaveLength(1)
    expect(explanation.prediction.probabilities).toHaveLength(2)
    expect(explanation.head.kind).toBe('sigmoid')
    expect(complaints).toEqual([])
    await page.close()
  })

  it('opens a model, and a result', async () => {
    const { page, complaints } = await studio.open('?study.controls=2')
    await drop(
      page,
      { name: 'model.json', bytes: readFileSync(join(REFERENCE, 'model.json')) },
      { name: 'weights.bin', bytes: readFileSync(join(REFERENCE, 'weights.bin')) },
    )
    await page.getByTestId('engine').filter({ hasText: 'model.json' }).waitFor()
    await page.getByRole('link', { name: 'Compare' }).click()
    await page.getByLabel('images', { exact: true }).fill('4')
    await page.getByLabel('images', { exact: true }).blur()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByTestId('study').waitFor()
    const result = await downloadOf(page, 'result.json')
    await page.reload()
    await page.getByTestId('engine').filter({ hasText: 'engine' }).waitFor()
    await drop(page, { name: 'result.json', bytes: result })
    await page.getByTestId('study').waitFor()
    // The shares of three regions; these as they are, and the whole map.
    await expect.poll(() => page.locator('tbody tr').count()).toBe(7)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('shows results of many comparisons by their figures', async () => {
    const { page, complaints } = await studio.open()
    const options = { images: 3, permutations: 99, window: [7, 7], stride: [7, 7] } as const
    const config = { ...options, window: [7, 7], stride: [7, 7] } satisfies StudyOptions
    const { model, data, threads, provenance } = await dependenciesInNode()
    const pairs = await runPairs(config, { model, data, threads, provenance })
    await drop(page, { name: 'pairs.json', bytes: text(JSON.stringify(pairs)) })
    const shown = page.getByTestId('many')
    await shown.getByText(pairs.verdict.text).waitFor()
    await shown.getByRole('button', { name: 'Pairs', exact: true }).click()
    await shown.locator('.card svg').waitFor()

    const robustness = await runRobustness(
      config,
      { window: [7], stride: [7], baseline: [0], score: ['logit'], selection: ['correct'] },
      { models: [{ name: 'reference', model, sha256: '', source: '' }], data, threads, provenance },
    )
    await drop(page, { name: 'robustness.json', bytes: text(JSON.stringify(robustness)) })
    await shown.getByText(/ways to make the choices, on 1 network/).waitFor()
    await shown.locator('.card svg').waitFor()
    await expectAccessible(page)
    await drop(page, { name: 'robustness.json', bytes: text('{"schema":"umbra.robustness/1"}') })
    await page.locator('[data-code="RESULT_FORMAT"]').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  it('verifies a study that the command line wrote, and finds a changed byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'umbra-verify-'))
    const few = [
      '--images',
      '10',
      '--window',
      '7',
      '--stride',
      '7',
      '--controls',
      '0',
      '--permutations',
      '99',
    ]
    const args = ['study', '--model', 'reference', ...few, '--out', folder, '--quiet']
    execFileSync(process.execPath, [CLI, ...args], { stdio: 'ignore' })
    const names = ['manifest.json', 'result.json', 'maps.npz', 'samples.csv']
    const files = names.map((name) => ({ name, bytes: Uint8Array.from(readFileSync(join(folder, name))) }))
    rmSync(folder, { recursive: true })
    const { page, complaints } = await studio.open()
    await drop(page, ...files)
    // Node's maps, computed again by Chromium.
    const same =
      'The same, bit for bit: 2 of 20 images computed again (drawn by seed 0), 3 files as they were written.'
    await page.locator('.notices').getByText(same).waitFor()
    // Its figures are drawn of its maps, which result.json alone has not.
    await page.getByTestId('study').locator('.card svg').waitFor()
    await page.getByRole('button', { name: 'Mean maps', exact: true }).click()
    await expectAccessible(page)
    const maps = files[2]!.bytes
    maps[maps.length >> 1]! ^= 1
    await drop(page, ...files)
    await page.locator('.notices').getByText('Not the same: maps.npz: its SHA-256 is').waitFor()
    await drop(page, files[1]!)
    await page
      .getByText('A result holds numbers and no maps. To see its figures, drop the study’s folder')
      .waitFor()
    expect(await page.getByTestId('study').locator('.card svg').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('verifies explanations, its own alone and the command line’s by their folder, and finds a changed bit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'umbra-verify-'))
    const args = ['explain', '--index', '3', '--window', '7', '--stride', '7', '--baseline', 'mean']
    execFileSync(process.execPath, [CLI, ...args, '--out', folder, '--quiet'], { stdio: 'ignore' })
    const names = ['manifest.json', 'explanation.json', 'map.npy', 'figure.svg', 'figure.png']
    const files = names.map((name) => ({ name, bytes: Uint8Array.from(readFileSync(join(folder, name))) }))
    rmSync(folder, { recursive: true })
    const { page, complaints } = await studio.open()
    await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
    const told = page.locator('.notices')
    const own = await downloadOf(page, 'JSON')
    await drop(page, { name: 'explanation.json', bytes: own })
    await told.getByText('The same, bit for bit: the image computed again.').waitFor()
    await page.getByTestId('opened-explanation').getByRole('img', { name: 'What the network saw' }).waitFor()
    const changed = JSON.parse(own.toString())
    const last = Float32Array.of(changed.map[14][12])
    new Uint32Array(last.buffer)[0]! ^= 1
    changed.map[14][12] = last[0]
    await drop(page, { name: 'explanation.json', bytes: text(JSON.stringify(changed)) })
    const where = 'explanation.json, image 11 of MNIST test'
    await told.getByText(`Not the same: ${where}: map: 1 of 784 values differs, by `).waitFor()
    const { provenance, ...bare } = changed
    await drop(page, { name: 'explanation.json', bytes: text(JSON.stringify(bare)) })
    await told.getByText('shown as it was written, and not verified').waitFor()

    await drop(page, ...files)
    await told
      .getByText('The same, bit for bit: the image computed again, 4 files as they were written.')
      .waitFor()
    files[2]!.bytes[200]! ^= 1
    await drop(page, ...files)
    await told.getByText('Not the same: map.npy: its SHA-256 is').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  it('refuses what is malformed, says why, and goes on', async () => {
    const { page, complaints } = await studio.open()
    await draw(page, SIX)
    const model = readFileSync(join(REFERENCE, 'model.json'))
    const malformed = [
      ['IMAGE_UNREADABLE', { name: 'broken.png', bytes: text('no picture') }],
      ['FILE_NOT_JSON', { name: 'model.json', bytes: text('{') }],
      ['MODEL_FORMAT', { name: 'model.json', bytes: text('{"format":"graph-model"}') }],
      ['SHARD_MISSING', { name: 'model.json', bytes: model }],
      [
        'WEIGHTS_LENGTH',
        { name: 'model.json', bytes: model },
        { name: 'weights.bin', bytes: new Uint8Array(12) },
      ],
      ['RESULT_FORMAT', { name: 'result.json', bytes: text('{"schema":"umbra.study/1"}') }],
      ['RESULT_FORMAT', { name: 'result.json', bytes: text('{"schema":"umbra.study/9"}') }],
      ['FILE_UNKNOWN', { name: 'notes.txt', bytes: text('hello') }],
    ] as const
    for (const [code, ...files] of malformed) {
      await drop(page, ...files)
      await page.locator(`[data-code="${code}"]`).waitFor()
    }
    await expectAccessible(page)
    await expectToFit(page)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.locator('.failure').waitFor({ state: 'detached' })
    const drawn = await mapOf(page)
    await draw(page, [
      [0.2, 0.2],
      [0.3, 0.8],
    ])
    await expect.poll(() => mapOf(page)).not.toBe(drawn)
    expect(complaints).toEqual([])
    await page.close()
  })
})
