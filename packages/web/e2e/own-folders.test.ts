import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { npz, Random, type StudyResult, selectImages } from '@umbra/core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderScene } from '../shapes/render-scene.mjs'
import { smallPngFile } from '../vite/small-png-file.ts'
import { expectClose } from './expect-close.ts'
import { testSplit } from './in-node.ts'
import { watchStalls } from './stalls.ts'
import { describeStudio } from './studio.ts'
import { downloadOf, drop, expectAccessible, expectReachableByTab, expectToFit } from './studio-page.ts'

const BIN = resolve(import.meta.dirname, '../../cli/bin/umbra.js')
const SIZE = 48
const EACH = 6
const folder = mkdtempSync(join(tmpdir(), 'umbra-folders-'))
const shapes = join(folder, 'shapes')

/** Pictures of two shapes, one class of them in a folder below, with what is no picture and one that is damaged beside them. */
beforeAll(() => {
  const random = new Random(5)
  for (const [c, shape] of ['star', 'ring'].entries()) {
    for (let i = 0; i < EACH; i++) {
      const objects = [
        { shape, x: 23 + (i % 3), y: 22 + (i % 2), radius: 15 + c, angle: 0.2 * i, colour: 0.1 + 0.13 * i },
      ]
      const bytes = renderScene(random, { width: SIZE, height: SIZE, objects })
      const below = join(shapes, shape, i % 2 === 0 ? '' : 'more')
      mkdirSync(below, { recursive: true })
      writeFileSync(join(below, `${i}.png`), smallPngFile(bytes, SIZE, SIZE))
    }
  }
  writeFileSync(join(shapes, 'star', 'notes.txt'), 'no picture')
  writeFileSync(join(shapes, 'ring', 'film.gif'), 'GIF89a')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Drops files and folders of this machine on the page, as a file manager does. */
async function dropPaths(page: Page, ...files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  await session.detach()
}

/** How often the command line has run: each time into a folder of its own. */
let runs = 0

/** Runs the command on show beside the folder. */
async function atTheCommandLine<T>(page: Page, ...more: readonly string[]): Promise<T> {
  const command = await page.getByRole('textbox', { name: 'command' }).inputValue()
  const line = command.replace(/^umbra /, `"${process.execPath}" "${BIN}" `)
  const options = ['--json', '--quiet', '--threads', '1', '--out', `out-${++runs}`, ...more].join(' ')
  return JSON.parse(
    execFileSync('sh', ['-c', `${line} ${options}`], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 }),
  )
}

/** Maps have the same bits; of tests, the last ones of exponentials and logarithms are each V8's own. */
const LAST_BITS = 1e-9

const compared = (page: Page) => page.getByRole('button', { name: 'Compare', exact: true })

/** Without what says when, where and how fast. */
function same({ provenance, timings, ...result }: StudyResult) {
  const { data, model, seed, engine } = provenance
  return { ...result, data, sha256: model.sha256, seed, variant: engine.variant }
}

const BIG_PARTS = ['table.stacked', '.card svg'].join()

/** Has the page note how many of a result's large parts, and of a figure's elements, came in each of its turns. */
async function countTurns(page: Page): Promise<void> {
  await page.evaluate((parts) => {
    const turns: { large: number; drawn: number }[] = []
    Object.assign(globalThis, { turns })
    new MutationObserver((changes) => {
      const added = changes
        .flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node instanceof Element)
      const inResult = added.filter((element) => element.closest('[data-testid="study"]'))
      const large = inResult.flatMap((element) => [
        ...(element.matches(parts) ? [element] : []),
        ...element.querySelectorAll(parts),
      ])
      const before = turns.reduce((sum, { drawn }) => sum + drawn, 0)
      const drawn = document.querySelectorAll('.card svg, .card svg *').length - before
      if (inResult.length > 0) turns.push({ large: large.length, drawn })
    }).observe(document.querySelector('main')!, { childList: true, subtree: true })
  }, BIG_PARTS)
}

/** Expects the figure and each table of a result to have come in turns of their own, after its verdict, and of the figure no more at once. */
async function expectInTurns(page: Page): Promise<void> {
  const turns = () =>
    page.evaluate(() => (globalThis as unknown as { turns: { large: number; drawn: number }[] }).turns)
  await expect.poll(async () => (await turns()).filter(({ large }) => large === 1).length).toBe(3)
  await expect.poll(() => page.locator('.card svg *').count()).toBeGreaterThan(4000)
  const all = await turns()
  expect(all[0]).toEqual({ large: 0, drawn: 0 })
  expect(Math.max(...all.map(({ large }) => large))).toBe(1)
  expect(Math.max(...all.map(({ drawn }) => drawn))).toBeLessThanOrEqual(2000)
}

describeStudio('comparing one’s own folders', (studio) => {
  it('takes a dropped folder, draws regions by pointer and keys, and finds what the command line finds', async () => {
    const { page, complaints } = await studio.open(
      '?view=compare&network=shapes&study.permutations=99&study.controls=2&study.stride=7,7',
    )
    const stalls = await watchStalls(page)
    await countTurns(page)
    await dropPaths(page, shapes)
    const found = page.getByTestId('found-data')
    await found.getByText('12 images of 2 classes').waitFor()
    await found
      .getByText(/1 picture of a kind not read \(ring\/film\.gif\), 1 file that is no picture/)
      .waitFor()
    await found.getByText(/no 200 images of star and ring each: all there are/).waitFor()

    await page.getByLabel('regions', { exact: true }).selectOption('drawn')
    const picture = page.getByTestId('region-picture')
    await picture.locator('canvas[data-shown]').waitFor()
    await picture.scrollIntoViewIfNeeded()
    const { x, y, width, height } = (await picture.boundingBox())!
    await page.mouse.move(x + (0.5 / SIZE) * width, y + (0.5 / SIZE) * height)
    await page.mouse.down()
    await page.mouse.move(x + (47.5 / SIZE) * width, y + (19.5 / SIZE) * height, { steps: 3 })
    await page.mouse.up()
    await page.getByTestId('chosen-region').getByText('rows 1 to 20, columns 1 to 48').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByTestId('chosen-region').getByText('region 2: rows 14 to 37, columns 13 to 37').waitFor()
    const name = page.getByLabel('Name of region 1')
    await name.fill('a/b')
    await name.press('Enter')
    await page.getByText('expected letters, digits').waitFor()
    await name.fill('upper part')
    await name.press('Enter')
    const command = page.getByRole('textbox', { name: 'command' })
    await expect
      .poll(() => command.inputValue())
      .toMatch(
        /^umbra study --model shapes --data shapes .*--images all --regions '\{"upper part":\["#{48}",/,
      )

    await compared(page).click()
    await page.getByTestId('study').waitFor()
    await expectInTurns(page)
    expect(await stalls()).toEqual([])
    await page
      .getByTestId('untrained-control')
      .getByText(/of 2 networks .* with weights drawn anew/)
      .waitFor()
    await page
      .getByTestId('comparison-notes')
      .getByText(/12 pictures, the first PNG, 8-bit RGB, 48×48/)
      .waitFor()
    const own: StudyResult = JSON.parse((await downloadOf(page, 'result.json')).toString())
    const printed = await atTheCommandLine<StudyResult>(page)
    expect(own.regions.map((region) => region.name)).toEqual(['upper part', 'region 2'])
    expectClose(same(own), same(printed), LAST_BITS)

    await expectReachableByTab(page)
    await expectAccessible(page)
    await expectToFit(page)
    const verdict = await page.locator('.verdict').textContent()
    await drop(page, { name: 'result.json', bytes: Buffer.from(JSON.stringify(own)) })
    await page.getByText('A result holds numbers and no maps').waitFor()
    expect(await page.locator('.verdict').textContent()).toBe(verdict)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('compares all pairs of an archive and repeats over choices, and what it saves opens again', async () => {
    const { page, complaints } = await studio.open(
      '?view=compare&comparison=pairs&study.permutations=99&study.controls=1&study.window=7,7&study.stride=7,7&study.selection=all',
    )
    const many = page.getByTestId('many')
    await drop(page, { name: 'digits.npz', bytes: await someDigits() })
    await page.getByTestId('found-data').getByText('30 images of 10 classes').waitFor()
    writeFileSync(join(folder, 'digits.npz'), await someDigits())
    await compared(page).click()
    await many.getByText(/Every class compared with every other, 10 classes/).waitFor()
    const pairs = await downloadOf(page, 'pairs.json')
    expectClose(samePairs(JSON.parse(pairs.toString())), samePairs(await atTheCommandLine(page)), LAST_BITS)
    await expectReopened(page, 'pairs.json', pairs)

    await page.getByRole('button', { name: 'Robustness' }).click()
    await page.getByText('Choices it is repeated over').click()
    for (const [choice, text] of Object.entries({
      window: '7',
      stride: '7',
      baseline: '0',
      score: 'logit probability',
      regions: '3 2',
    })) {
      const choices = page.locator('details', { hasText: 'Choices it is repeated over' })
      const field = choices.getByRole('textbox', { name: choice, exact: true })
      await field.fill(text)
      await field.press('Enter')
    }
    writeFileSync(join(folder, 'grid.json'), await downloadOf(page, 'grid.json'))
    await page.getByLabel('classes', { exact: true }).selectOption('3')
    await compared(page).click()
    await many.getByText(/Does the difference between 3 and 8 hang on choices/).waitFor()
    const robustness = await downloadOf(page, 'robustness.json')
    expectClose(
      samePairs(JSON.parse(robustness.toString())),
      samePairs(await atTheCommandLine(page)),
      LAST_BITS,
    )
    await expectReopened(page, 'robustness.json', robustness)
    await expectAccessible(page)
    await expectToFit(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('gathers class folders one by one, counts what cannot be read, and says what is missing', async () => {
    const { page } = await studio.open('?view=compare&network=shapes&study.stride=7,7')
    await page.locator('input[webkitdirectory]').setInputFiles(join(shapes, 'star'))
    await page.getByText('Two are compared: add the folder of another class').waitFor()
    const broken = join(folder, 'heart')
    mkdirSync(broken)
    for (const i of [1, 2, 3]) cpSync(join(shapes, 'ring', '0.png'), join(broken, `${i}.png`))
    writeFileSync(join(broken, 'damaged.png'), 'not a PNG')
    await page.locator('input[webkitdirectory]').setInputFiles(broken)
    await page
      .getByTestId('found-data')
      .getByText(/data: 10 images of 2 classes/)
      .waitFor()
    await page.getByText('Sampling and statistics').click()
    await page.getByLabel('selection').selectOption('all')
    await page.getByLabel('controls').fill('0')
    await page.getByLabel('controls').blur()
    await compared(page).click()
    await page.getByText(/1 picture cannot be read, and was left out .*damaged\.png is no PNG/).waitFor()
    await page.getByText(/are the same as one of the same class/).waitFor()
    await page.getByRole('button', { name: 'Let go of them' }).click()
    expect(await compared(page).isDisabled()).toBe(true)
    await page.close()
  })
})

/** Three images of each digit of MNIST, as an archive. */
async function someDigits(): Promise<Buffer> {
  const { images, labels } = await testSplit()
  const chosen = Array.from({ length: 10 }, (_, k) =>
    [...labels.keys()].filter((i) => labels[i] === k).slice(0, 3),
  ).flat()
  const { data, shape } = selectImages(images, chosen)
  const bytes = Uint8Array.from(data, (value) => Math.round(255 * value))
  return Buffer.from(
    npz({
      images: { data: bytes, shape: shape.slice(0, 3) },
      labels: { data: Uint8Array.from(chosen, (i) => labels[i]!), shape: [chosen.length] },
    }),
  )
}

/** Without what says when, where and how fast. */
function samePairs({ provenance, timings, ...result }: Record<string, unknown>) {
  return result
}

async function expectReopened(page: Page, name: string, bytes: Buffer): Promise<void> {
  const many = page.getByTestId('many')
  const shown = () => many.locator('h2, .verdict, .card, fieldset button[aria-pressed]').allInnerTexts()
  const before = await shown()
  await drop(page, { name, bytes })
  await many.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' })
  // It comes in turns.
  await expect.poll(shown).toEqual(before)
}
