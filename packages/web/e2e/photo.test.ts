import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { node, onnxFile, value, weight } from '../../core/test/onnx-file.ts'
import { DIST, describeStudio } from './studio.ts'
import { downloadOf, drop, expectAccessible, expectReachableByTab, expectToFit } from './studio-page.ts'

const BIN = resolve(import.meta.dirname, '../../cli/bin/umbra.js')
const folder = mkdtempSync(join(tmpdir(), 'umbra-photo-'))
afterAll(() => rmSync(folder, { recursive: true }))

const scene = (name: string) => readFileSync(join(DIST, 'scenes', `${name}.png`))

/** A network of 16×16 images of any number of channels. */
function channelsOnnx(channels: number): Uint8Array {
  const drawn = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i + 1))
  return onnxFile({
    inputs: [value('image', [1, channels, 16, 16])],
    outputs: [value('logits', [1, 3])],
    nodes: [
      node('Conv', 'image,w,b', 'c', { kernel_shape: [3, 3] }),
      node('Relu', 'c', 'r'),
      node('GlobalAveragePool', 'r', 'mean'),
      node('Flatten', 'mean', 'flat', { axis: 1 }),
      node('Gemm', 'flat,dw,db', 'logits', { transB: 1 }),
    ],
    weights: [
      weight('w', [5, channels, 3, 3], drawn(45 * channels)),
      weight('b', [5], drawn(5)),
      weight('dw', [3, 5], drawn(15)),
      weight('db', [3], drawn(3)),
    ],
  })
}

/** What a button of that name, or one that begins so, saves as JSON. */
async function documentOf(page: Page) {
  return JSON.parse((await downloadOf(page, 'explanation.json')).toString())
}

/** Waits until the map on show is whole and of what is seen. */
async function mapped(page: Page): Promise<void> {
  await page.getByTestId('map-done').waitFor()
}

/** Runs the command on show in the folder, and expects the numbers of the page. */
async function expectSameAtTheCommandLine(page: Page, files: readonly string[]): Promise<void> {
  for (const file of files) writeFileSync(join(folder, file), await downloadOf(page, file))
  const shown = await documentOf(page)
  const command = await page.getByRole('textbox', { name: 'command' }).inputValue()
  const line = command.replace(/^umbra /, `"${process.execPath}" "${BIN}" `)
  const printed = JSON.parse(
    execFileSync('sh', ['-c', `${line} --json --quiet`], { cwd: folder, encoding: 'utf8' }),
  )
  // Probabilities are of Math.exp, whose last bit is each V8's own.
  const part = ({
    engine,
    milliseconds,
    image,
    prediction,
    provenance,
    ...rest
  }: Record<string, unknown>) => ({
    ...rest,
    scores: (prediction as { scores: unknown }).scores,
  })
  expect(printed.engine.variant).toBe(shown.engine.variant)
  expect(part(printed), command).toEqual(part(shown))
}

describeStudio('a picture', (studio) => {
  it('is explained from the first look, any class by a click, any window by pointer or keys', async () => {
    const { page, complaints } = await studio.open('?network=shapes')
    await mapped(page)
    await page.locator('.score[data-predicted]', { hasText: 'star' }).waitFor()
    expect(await page.getByTestId('engine').textContent()).toMatch(/Coloured shapes, .* incremental engine/)
    const map = page.getByTestId('photo-map')
    const pixels = () => map.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const ofStar = await pixels()
    await page.getByRole('radio', { name: /^cross/ }).check()
    await expect.poll(pixels).not.toBe(ofStar)
    await page.getByText('Mean drop of the logit of cross').waitFor()
    await page.getByLabel('Another class').selectOption({ label: '5 ring' })
    await page.getByText('Mean drop of the logit of ring').waitFor()
    await page.getByRole('radio', { name: 'the class predicted' }).check()
    await expect.poll(pixels).toBe(ofStar)

    const detail = page.getByTestId('photo-detail')
    const largest = await detail.textContent()
    const { x, y, width, height } = (await map.boundingBox())!
    await page.mouse.move(x + width * 0.2, y + height * 0.8)
    await page.getByText('the one centred nearest it').waitFor()
    expect(await detail.textContent()).not.toBe(largest)
    await page.mouse.move(x - 30, y)
    await page.getByText('The pixel of the largest drop').waitFor()
    await map.focus()
    await page.keyboard.press('ArrowDown')
    const walked = await detail.textContent()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => detail.textContent()).not.toBe(walked)
    const drops = await page
      .locator('.logits tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent!.replace('−', '-'))),
      )
    for (const [before, after, drop] of drops)
      expect(Math.abs(Number(before) - Number(after) - Number(drop))).toBeLessThan(0.2)

    await page.getByLabel('Opacity').fill('0')
    const clear = () =>
      map.evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        return data.every((value, i) => i % 4 !== 3 || value === 0)
      })
    await expect.poll(clear).toBe(true)
    await page.locator('.contour').waitFor({ state: 'attached' })
    await page.getByLabel('Contour').uncheck()
    await page.locator('.contour').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.close()
  })

  it('gives the same numbers at the command line: as it lies, and placed by hand', async () => {
    const { page } = await studio.open('?network=shapes')
    await mapped(page)
    await page.getByRole('button', { name: 'Scene 3' }).click()
    await page.locator('.score[data-predicted]', { hasText: 'heart' }).waitFor()
    await mapped(page)
    await expectSameAtTheCommandLine(page, ['heart.png'])
    await page.getByLabel('stride', { exact: true }).fill('5')
    await page.getByLabel('baseline', { exact: true }).selectOption('blur')
    const frame = page.getByTestId('frame')
    await frame.focus()
    const command = page.getByRole('textbox', { name: 'command' })
    for (const key of ['+', '+', 'ArrowLeft', ']', 'ArrowDown']) await page.keyboard.press(key)
    await expect
      .poll(() => command.inputValue())
      .toMatch(/^umbra explain seen\.png --model shapes --stride 5,5 --baseline blur$/)
    await page.getByText('placed by hand').waitFor()
    await page.waitForTimeout(400)
    await mapped(page)
    await expectSameAtTheCommandLine(page, ['seen.png'])
    await frame.focus()
    await page.keyboard.press('0')
    await expect.poll(() => command.inputValue()).toMatch(/heart\.png --model shapes --fit cover/)
    await page.close()
  })

  it('is moved by the pointer, turned and put back', async () => {
    const { page } = await studio.open('?network=shapes')
    await mapped(page)
    const frame = page.getByTestId('frame')
    const pixels = () => frame.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const first = await pixels()
    const { x, y } = (await frame.boundingBox())!
    await page.mouse.move(x + 50, y + 50)
    await page.mouse.down()
    await page.mouse.move(x + 90, y + 60, { steps: 3 })
    await page.mouse.up()
    await expect.poll(pixels).not.toBe(first)
    await page.getByRole('button', { name: 'Turn right' }).click()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.getByLabel('Tilt').fill('20')
    await page.getByText('placed by hand').waitFor()
    await page.getByRole('button', { name: 'Put back' }).click()
    await expect.poll(pixels).toBe(first)
    await page.close()
  })

  it('opens its explanation.json again, its own and the command line’s, with and without the image', async () => {
    const { page, complaints } = await studio.open('?network=shapes')
    await mapped(page)
    const saved = await downloadOf(page, 'explanation.json')
    const opened = page.getByTestId('opened-explanation')
    await drop(page, { name: 'explanation.json', bytes: saved })
    await opened.getByText('predicted star with probability').waitFor()
    await opened.getByRole('img', { name: 'What the network saw' }).waitFor()
    // The picture is larger than the network's, and the document has it in bytes: the scene itself is read again.
    await page.getByText('The same, bit for bit: the image computed again.').waitFor()
    const { png, ...image } = JSON.parse(saved.toString()).image
    const bare = { ...JSON.parse(saved.toString()), image: { ...image, name: 'other.png' } }
    const several = { schema: 'umbra.explanations/1', explanations: [bare, JSON.parse(saved.toString())] }
    await drop(page, { name: 'explanations.json', bytes: Buffer.from(JSON.stringify(several)) })
    await opened.getByRole('heading', { name: /other\.png/ }).waitFor()
    expect(await opened.getByRole('img', { name: 'What the network saw' }).count()).toBe(0)
    await opened.getByLabel('Image').selectOption('1')
    await opened.getByRole('heading', { name: /star\.png/ }).waitFor()
    await expectAccessible(page)
    await expectToFit(page)
    await drop(page, {
      name: 'explanation.json',
      bytes: Buffer.from(JSON.stringify({ ...bare, map: [[1], [1, 2]] })),
    })
    await page.locator('[data-code="EXPLANATION_FORMAT"]').waitFor()
    await opened.getByRole('button', { name: 'Close' }).click()
    await opened.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.close()
  })

  it('is read with axe silent, by Tab, and at 360 pixels, with results', async () => {
    const { page, complaints } = await studio.open('?network=shapes')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await mapped(page)
    await page.getByTestId('photo-detail').waitFor()
    await expectReachableByTab(page)
    await expectAccessible(page)
    await expectToFit(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('is pasted, and where the camera or the clipboard is refused, that is said', async () => {
    const { page } = await studio.open('?network=shapes')
    await mapped(page)
    await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }))
      dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }))
    }, scene('crescent').toString('base64'))
    await page.locator('.score[data-predicted]', { hasText: 'crescent' }).waitFor()
    await page.getByText(/^pasted\.png: PNG/).waitFor()
    await page.getByRole('button', { name: 'Camera' }).click()
    await page.locator('[data-code="CAMERA_REFUSED"]').waitFor()
    await page.getByRole('button', { name: 'Close the camera' }).click()
    await page.getByTestId('camera').waitFor({ state: 'detached' })
    await page.close()
  })

  it('is taken by the camera, explained, and explained alike at the command line', async () => {
    await studio.context.grantPermissions(['camera'])
    const { page, complaints } = await studio.open('?network=shapes')
    await mapped(page)
    await page.getByRole('button', { name: 'Camera' }).click()
    await page.getByRole('button', { name: 'Take this picture' }).click()
    await page.getByTestId('camera').waitFor({ state: 'detached' })
    await page.getByText(/^camera\.png: PNG, .*\d+×\d+/).waitFor()
    await mapped(page)
    expect(await page.getByRole('textbox', { name: 'command' }).inputValue()).toBe(
      'umbra explain camera.png --model shapes --fit cover',
    )
    await expectSameAtTheCommandLine(page, ['camera.png'])
    expect(complaints).toEqual([])
    await page.close()
    await studio.context.clearPermissions()
  })

  it('enters a network of four channels with its alpha, and of two not at all', async () => {
    const { page } = await studio.open()
    const clear = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 })
      const context = canvas.getContext('2d')!
      const shade = context.createLinearGradient(0, 0, 40, 30)
      shade.addColorStop(0, 'rgba(255, 40, 0, 1)')
      shade.addColorStop(1, 'rgba(0, 90, 255, 0.1)')
      context.fillStyle = shade
      context.fillRect(0, 0, 40, 30)
      return canvas.toDataURL('image/png').split(',')[1]!
    })
    const picture = { name: 'clear.png', bytes: Buffer.from(clear, 'base64') }
    const onnx = channelsOnnx(4)
    await drop(page, { name: 'four.onnx', bytes: onnx }, picture)
    await mapped(page)
    await page.getByText('The fourth is alpha').waitFor()
    writeFileSync(join(folder, 'four.onnx'), onnx)
    writeFileSync(join(folder, picture.name), picture.bytes)
    await expectSameAtTheCommandLine(page, [])
    await expectAccessible(page)
    await drop(page, { name: 'two.onnx', bytes: channelsOnnx(2) }, picture)
    await page.locator('[data-code="IMAGE_CHANNELS"]').first().waitFor()
    await page
      .getByText(/the model takes 2 channels, a picture gives 1, 3 or 4/)
      .first()
      .waitFor()
    await page.close()
  })

  it('in colour is no digit, and a network of digits says what became of it', async () => {
    const { page } = await studio.open()
    await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
    await drop(page, { name: 'photo.png', bytes: scene('star') })
    await page
      .getByText(
        /photo\.png: PNG, 8-bit RGB, 320×240.* takes 28×28 grey digits: the photograph was made grey/,
      )
      .waitFor()
    await page.getByRole('button', { name: 'Coloured shapes' }).click()
    await mapped(page)
    await page.getByRole('button', { name: 'Digits' }).click()
    await page.getByTestId('pad').waitFor()
    await page.close()
  })
})
