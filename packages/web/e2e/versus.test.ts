import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createExplainer, loadModel, mapSimilarity, topOverlap } from '@umbra/core'
import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { pixelsOfText } from '../src/drawing/image-text.ts'
import { commonGrid } from '../src/versus/common-grid.ts'
import { REFERENCE } from './in-node.ts'
import { mobileOnnx } from './mobile-onnx.ts'
import { DIST, describeStudio } from './studio.ts'
import { downloadOf, drop, expectAccessible, expectReachableByTab, expectToFit } from './studio-page.ts'

const BIN = resolve(import.meta.dirname, '../../cli/bin/umbra.js')
const MODELS = resolve(import.meta.dirname, '../../../models')
const folder = mkdtempSync(join(tmpdir(), 'umbra-versus-'))
afterAll(() => rmSync(folder, { recursive: true }))

const compared = (page: Page) => page.getByTestId('versus-done').waitFor()

/** The columns of the CSV, each float32. */
async function savedColumns(page: Page) {
  const [head, ...rows] = (await downloadOf(page, 'CSV')).toString().trim().split(/\r?\n/)
  const cells = rows.map((row) => row.split(',').map(Number))
  const column = (name: string) => Float32Array.from(cells, (row) => row[head!.split(',').indexOf(name)]!)
  return { first: column('first'), second: column('second'), difference: column('difference') }
}

/** The map that a command on show gives at the command line, beside the files it reads. */
async function mapOfCommand(page: Page, name: string, files: readonly string[]): Promise<Float32Array> {
  for (const file of files) writeFileSync(join(folder, file), await downloadOf(page, file))
  const command = await page.getByRole('textbox', { name }).inputValue()
  const line = command.replace(/^umbra /, `"${process.execPath}" "${BIN}" `)
  const run = ['-c', `${line} --json --quiet --threads 1`]
  return Float32Array.from(JSON.parse(execFileSync('sh', run, { cwd: folder, encoding: 'utf8' })).map.flat())
}

type Size = Parameters<typeof commonGrid>[0]

const overlapText = (value: number) => `${(100 * value).toFixed(0)}%`

describeStudio('two networks', (studio) => {
  it('have a digit’s maps on one scale, with the library’s numbers, and those of the commands on show', async () => {
    const { page, complaints } = await studio.open('?view=versus')
    await page.getByRole('button', { name: '8', exact: true }).click()
    await compared(page)
    await page.getByText('Both networks take 28×28 pixels').waitFor()
    await page.getByText('Neither network names its classes, and both have 10').waitFor()
    await page.getByText('Both networks predict 8.').waitFor()

    const saved = await savedColumns(page)
    const address = new URL(await page.getByRole('textbox', { name: 'address' }).inputValue())
    const pixels = pixelsOfText(address.searchParams.get('image')!, 784)!
    const image = { data: Float32Array.from(pixels, (value) => value / 255), shape: [1, 28, 28, 1] as const }
    for (const [column, path] of [
      ['first', REFERENCE],
      ['second', join(MODELS, 'replicates/seed-1')],
    ] as const) {
      const explainer = await createExplainer(await loadModel(path), { threads: 1, variant: 'simd' })
      const { maps } = await explainer.explain(image, { target: 8 })
      explainer.dispose()
      expect(saved[column]).toEqual(maps.data)
    }
    expect(saved.difference).toEqual(saved.first.map((value, i) => value - saved.second[i]!))
    const alike = mapSimilarity(saved.first, saved.second, [28, 28])
    expect(await page.getByTestId('spearman').textContent()).toBe(alike.spearman.toFixed(3))
    const overlap = topOverlap(saved.first, saved.second, 0.1)
    expect(await page.getByTestId('overlap').textContent()).toBe(overlapText(overlap))
    expect(await mapOfCommand(page, 'second command', [])).toEqual(saved.second)

    // One scale: its end is a round number at or above the largest of both.
    const ends = await page.locator('.versus-scales .colour-bar .right.figure').allTextContents()
    const [shared, own] = ends.map((text) => Number(text.replace('+', '')))
    const largest = (map: Float32Array) => map.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(shared).toBeGreaterThanOrEqual(Math.max(largest(saved.first), largest(saved.second)))
    expect(shared).toBeLessThan(1.3 * Math.max(largest(saved.first), largest(saved.second)))
    expect(own).toBeGreaterThanOrEqual(largest(saved.difference))
    expect(complaints).toEqual([])
    await page.close()
  })

  it('are one and its untrained self, which is saved; the address keeps the choice', async () => {
    const { page } = await studio.open('?view=versus')
    await page.getByRole('button', { name: '6', exact: true }).click()
    await page.getByRole('button', { name: 'Itself, untrained' }).click()
    await page.getByLabel('The maps are of').selectOption('6')
    await compared(page)
    const saved = await savedColumns(page)
    expect(await page.getByRole('textbox', { name: 'second command' }).inputValue()).toMatch(
      /^umbra explain --index \d+ --model untrained\.onnx --head softmax --target 6$/,
    )
    expect(await mapOfCommand(page, 'second command', ['untrained.onnx'])).toEqual(saved.second)
    await expect.poll(() => page.url()).toMatch(/view=versus&.*versus\.target=6.*versus\.with=untrained/)
    const address = page.url()
    await page.goto('about:blank')
    await page.goto(address)
    await compared(page)
    expect(await savedColumns(page)).toEqual(saved)
    await page.close()
  })

  it('of different sizes are compared where both see the picture, each by its own preprocessing', async () => {
    const { page, complaints } = await studio.open('?view=versus&network=shapes&versus.with=digits')
    await compared(page)
    await page.getByText('different sizes (48×48 and 28×28 pixels)').waitFor()
    await page.getByText('The first network has 8 classes, the second 10').waitFor()
    await page.getByText('The maps are of two classes').waitFor()
    const saved = await savedColumns(page)
    const sizes = [48, 28].map((side) => ({ width: side, height: side })) as [Size, Size]
    const { places } = commonGrid({ width: 320, height: 240 }, 'cover', sizes)
    for (const [n, column] of (['first', 'second'] as const).entries()) {
      const map = await mapOfCommand(page, `${column} command`, ['star.png'])
      expect(saved[column]).toEqual(Float32Array.from(places[n]!, (at) => map[at]!))
    }
    expect(complaints).toEqual([])
    await page.close()
  })

  it('that are one network agree throughout; a second is dropped, and its map fills in and is cancelled', async () => {
    const { page } = await studio.open('?view=versus&network=shapes')
    await compared(page)
    const own = ['model.json', 'weights.bin', 'umbra.json'].map((name) => ({
      name,
      bytes: readFileSync(join(DIST, 'shapes', name)),
    }))
    await drop(page, ...own)
    await page.getByText(/model\.json: compared with the network in use/).waitFor()
    await page.getByText(/Classes are matched by name: the second network has 8 of the first’s 8/).waitFor()
    await compared(page)
    expect(await page.getByTestId('spearman').textContent()).toBe('1.000')
    expect(await page.getByTestId('overlap').textContent()).toBe('100%')
    const { difference } = await savedColumns(page)
    expect(difference.every((value) => value === 0)).toBe(true)

    await drop(page, { name: 'mobile.onnx', bytes: mobileOnnx(8) })
    await page.getByText(/mobile\.onnx: compared with the network in use; taken as ONNX/).waitFor()
    await compared(page)
    await page.getByLabel('stride', { exact: true }).fill('2')
    await page.getByText(/Second network: \d+ of \d+ windows/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled: what is shown is not whole').waitFor()
    await page
      .getByRole('group', { name: 'Second network' })
      .getByRole('button', { name: 'Digits', exact: true })
      .click()
    await compared(page)
    await page.close()
  })

  it('are read with axe silent, by keys, by Tab, and at 360 pixels, with results', async () => {
    const { page, complaints } = await studio.open('?view=versus&network=shapes')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await compared(page)
    const values = page.getByTestId('versus-values')
    const largest = await values.textContent()
    await page.getByTestId('versus-second').focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => values.textContent()).not.toBe(largest)
    await page.keyboard.press('Escape')
    await expect.poll(() => values.textContent()).toBe(largest)
    await expectReachableByTab(page)
    await expectAccessible(page)
    await expectToFit(page)
    expect(complaints).toEqual([])
    await page.close()
  })
})
