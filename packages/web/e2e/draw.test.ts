import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { createExplainer, loadModel, selectImages } from '@umbra/core'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { EXAMPLE } from '../src/drawing/example-digit.ts'
import { REFERENCE, testSplit } from './in-node.ts'
import { expectInReadme } from './readme-sizes.ts'
import { describeStudio } from './studio.ts'
import { downloadOf, draw, mapOf, SIX } from './studio-page.ts'

const ISOLATED_ENGINE = /incremental engine \(every layer is supported\), simd, (\d+) threads?/

describeStudio('drawing', (studio) => {
  it('shows a first map from less than 400 KB, without TensorFlow.js', async () => {
    const page = await studio.context.newPage()
    await page.goto(studio.site.url)
    await page.getByTestId('engine').filter({ hasText: 'map in' }).waitFor()
    const sent = [...studio.site.sent.keys()]
    const before = sent.slice(0, sent.findIndex((path) => LATER.test(path)) >>> 0)
    const bytes = before.map((path) => compressed(path)).reduce((sum, size) => sum + size, 0)
    expect(before.join()).toContain('weights.rounded.gz')
    expect(bytes, before.map((path) => `${path} ${compressed(path)}`).join('\n')).toBeLessThan(400_000)
    expect(before.join()).not.toMatch(/tensorflow/)
    await expectInReadme('all that comes before the first map', bytes)
    await expectInReadme('of these the rounded weights', compressed('/model/weights.rounded.gz'))
    await page.close()
  })

  it('saves no map of the rounded weights, also while the first of all their bits is being made', async () => {
    const page = await studio.context.newPage()
    await page.addInitScript(() => {
      const post = Worker.prototype.postMessage
      let maps = 0
      // As on a busy machine: the first map stays on show.
      Worker.prototype.postMessage = function (this: Worker, ...sent: [unknown]) {
        const isMap = (sent[0] as { name?: string } | undefined)?.name === 'explain'
        if (isMap && maps++ > 0) setTimeout(() => post.apply(this, sent), 1000)
        else post.apply(this, sent)
      }
    })
    await page.goto(studio.site.url)
    const saved = JSON.parse((await downloadOf(page, 'JSON')).toString())
    const explainer = await createExplainer(await loadModel(REFERENCE), { threads: 1 })
    const { base } = await explainer.explain(selectImages((await testSplit()).images, [EXAMPLE.index]))
    explainer.dispose()
    expect(saved.prediction.scores).toEqual([...base.data])
    await page.close()
  })

  it('follows the pen, on the incremental engine with threads', async () => {
    const { page, complaints } = await studio.open()
    await mapped(page)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('The map appears here.').waitFor()
    const blank = await mapOf(page)
    await draw(page, SIX)
    await mapped(page)
    const drawn = await mapOf(page)
    expect(drawn).not.toBe(blank)
    const engine = await page.getByTestId('engine').textContent()
    expect(engine).toMatch(ISOLATED_ENGINE)
    const cores = await page.evaluate(() => navigator.hardwareConcurrency)
    expect(Number(ISOLATED_ENGINE.exec(engine!)![1])).toBe(cores)
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)

    await page.getByRole('button', { name: 'Eraser' }).click()
    await draw(page, [
      [0.2, 0.7],
      [0.8, 0.7],
    ])
    await expect.poll(() => mapOf(page)).not.toBe(drawn)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => mapOf(page)).toBe(drawn)
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => mapOf(page)).toBe(blank)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('shows the partners of a patch, of whatever is on show, once they are asked for', async () => {
    const { page, complaints } = await studio.open()
    await mapped(page)
    await page.getByText('What two patches do together').click()
    const told = page.getByTestId('partners')
    await told.getByText(/redundant|synergistic/).waitFor()
    const partners = () =>
      page.getByTestId('partners-map').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const [words, colours] = [await told.textContent(), await partners()]
    await page.getByTestId('partners-map').focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => told.textContent()).not.toBe(words)
    expect(await partners()).not.toBe(colours)
    await page.getByTestId('partners-map').click({ position: { x: 3, y: 3 } })
    await told.getByText('row 1, column 1').waitFor()
    await told.getByText('none: nothing changes with it').waitFor()
    const line = page.getByRole('textbox', { name: 'command for pairs' })
    expect(await line.inputValue()).toMatch(/^umbra explain --index \d+ --interactions pairs$/)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('There is nothing to compare yet.').waitFor()
    await draw(page, SIX)
    // The patch chosen stays chosen.
    await told.getByText('row 1, column 1').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  it('is drawn on, and read, by keyboard alone', async () => {
    const { page } = await studio.open('?image=none')
    const blank = await mapOf(page)
    await page.getByTestId('pad').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Space')
    for (let i = 0; i < 8; i++) await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(() => mapOf(page)).not.toBe(blank)
    await page.getByTestId('map').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByText('the one centred nearest it').waitFor()
    const before = await page.getByTestId('detail').textContent()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.getByTestId('detail').textContent()).not.toBe(before)
    await page.close()
  })

  it('shows a pixel’s value, its window and what the network says then', async () => {
    const { page } = await studio.open()
    await page.getByRole('button', { name: '6', exact: true }).click()
    await mapped(page)
    const { x, y, width, height } = (await page.getByTestId('map').boundingBox())!
    await page.mouse.move(x + width * 0.45, y + height * 0.6)
    const detail = page.getByTestId('detail')
    await detail.filter({ hasText: /rows 14–17, columns 1\d–1\d, baseline 0/ }).waitFor()
    expect(await page.getByTestId('pixel-value').textContent()).toMatch(/^−?\d/)
    // logit − covered = drop, class by class, to the digit shown.
    const rows = await page.locator('.logits tbody tr').allTextContents()
    const [logit, covered, drop] = rows.map((row) => row.match(/[−\d]\d*\.\d/g)!.map(numberOf))
    expect(drop).toHaveLength(10)
    for (const [k, value] of drop!.entries()) {
      expect(Math.abs(logit![k]! - covered![k]! - value)).toBeLessThan(0.16)
    }
    const pointed = await detail.textContent()
    await page.mouse.move(x - 20, y)
    await page.getByText('The pixel of the largest drop').waitFor()
    expect(await detail.textContent()).not.toBe(pointed)
    await page.close()
  })

  it('takes class, window, stride, baseline and score', async () => {
    const { page } = await studio.open()
    await page.getByRole('button', { name: '8', exact: true }).click()
    await mapped(page)
    let before = await mapOf(page)
    const changes = async (act: () => Promise<unknown>) => {
      await act()
      await expect.poll(() => mapOf(page)).not.toBe(before)
      before = await mapOf(page)
    }
    await changes(() => page.getByRole('radio', { name: /^3/ }).check())
    await changes(() => page.getByLabel('window', { exact: true }).fill('7'))
    await changes(() => page.getByLabel('stride', { exact: true }).fill('3'))
    await changes(() => page.getByLabel('baseline', { exact: true }).selectOption('blur'))
    await changes(() => page.getByLabel('score', { exact: true }).selectOption('probability'))
    await expect
      .poll(() => addressOf(page))
      .toMatch(/target=3&window=7,7&stride=3,3&baseline=blur&score=probability&sample=\d+&image=/)
    expect(await page.getByRole('textbox', { name: 'command' }).inputValue()).toMatch(
      /^umbra explain --index \d+ --target 3 --window 7,7 --stride 3,3 --baseline blur --score probability$/,
    )
    await page.getByLabel('stride', { exact: true }).fill('9')
    await page.getByText('STRIDE_EXCEEDS_WINDOW').waitFor()
    await page.getByLabel('stride', { exact: true }).fill('3')
    await page.getByText('STRIDE_EXCEEDS_WINDOW').waitFor({ state: 'detached' })
    await page.close()
  })

  it('comes back from its address', async () => {
    const { page } = await studio.open('?window=5,3&score=log-probability&target=8')
    await draw(page, SIX)
    await mapped(page)
    const drawn = await mapOf(page)
    await expect.poll(() => addressOf(page)).toContain('image=')
    await page.waitForTimeout(400)
    const again = await studio.open(new URL(await addressOf(page)).search)
    await mapped(again.page)
    expect(await mapOf(again.page)).toBe(drawn)
    await expect.poll(() => addressOf(again.page)).toBe(await addressOf(page))
    await again.page.close()
    await page.close()
  })
})

/** Of a figure with a true minus sign. */
function numberOf(figure: string): number {
  return Number(figure.replace('−', '-'))
}

/** What comes once the first map is there. */
const LATER = /weights\.bin|service-worker/

/** As a server would send it. */
function compressed(path: string): number {
  const bytes = readFileSync(new URL(`../dist${path}`, import.meta.url))
  return path.endsWith('.gz') ? bytes.length : gzipSync(bytes, { level: 9 }).length
}

/** Waits until the exact weights are in and the map stands still. */
async function mapped(page: Page): Promise<void> {
  await page.getByTestId('engine').filter({ hasText: 'map in' }).waitFor()
  await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
  let last = ''
  await expect
    .poll(
      async () => {
        const before = last
        last = await mapOf(page)
        return last === before
      },
      { interval: 150 },
    )
    .toBe(true)
}

function addressOf(page: Page): Promise<string> {
  return page.getByRole('textbox', { name: 'address' }).inputValue()
}
