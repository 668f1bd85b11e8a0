import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { channelMeans } from '@umbra/core'
import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { MNIST_MEAN } from '../src/mnist-mean.ts'
import { testSplit } from './in-node.ts'
import { describeStudio } from './studio.ts'
import { downloadOf, draw, drop, SIX } from './studio-page.ts'

const BIN = resolve(import.meta.dirname, '../../cli/bin/umbra.js')
const folder = mkdtempSync(join(tmpdir(), 'umbra-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** As much of an explanation as both front ends write. */
interface Document {
  readonly prediction: { readonly class: number; readonly scores: readonly number[] }
  readonly target: number
  readonly map: readonly (readonly number[])[]
  readonly regions: Readonly<Record<string, number>>
  readonly engine: { readonly name: string; readonly variant: string }
}

/** Runs the command on show beside the files it names, and expects the digits on show. */
async function expectSameAtTheCommandLine(page: Page, files: readonly string[]): Promise<void> {
  await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
  for (const file of files) writeFileSync(join(folder, file), await downloadOf(page, file))
  const shown: Document = JSON.parse((await downloadOf(page, 'JSON')).toString())
  const command = await page.getByRole('textbox', { name: 'command' }).inputValue()
  const line = command.replace(/^umbra /, `"${process.execPath}" "${BIN}" `)
  const printed: Document = JSON.parse(
    execFileSync('sh', ['-c', `${line} --json --quiet`], { cwd: folder, encoding: 'utf8' }),
  )
  const part = ({ prediction, target, regions, ...rest }: Document) => ({
    class: prediction.class,
    target,
    regions: Object.keys(regions),
    score: (rest as { score?: unknown }).score,
    window: (rest as { window?: unknown }).window,
    stride: (rest as { stride?: unknown }).stride,
    baseline: (rest as { baseline?: unknown }).baseline,
  })
  expect(part(printed), command).toEqual(part(shown))
  const tolerance = printed.engine.variant === shown.engine.variant ? 0 : 1e-6
  const numbers = ({ map, prediction, regions }: Document) => [
    ...map.flat(),
    ...prediction.scores,
    ...Object.values(regions),
  ]
  const found = numbers(printed)
  for (const [i, value] of numbers(shown).entries()) {
    expect(Math.abs(found[i]! - value), command).toBeLessThanOrEqual(tolerance)
  }
  expect(found.some((value) => value !== 0)).toBe(true)
}

describeStudio('the command on show', (studio) => {
  it('gives the map of a drawing, to the bit', async () => {
    const { page } = await studio.open()
    await draw(page, SIX)
    await expect
      .poll(() => page.getByRole('textbox', { name: 'command' }).inputValue())
      .toBe('umbra explain drawing.png --centre')
    await page.waitForTimeout(400)
    await expectSameAtTheCommandLine(page, ['drawing.png'])
    await page.close()
  })

  it('carries every option, and an image out of an address', async () => {
    const query = '?window=5,3&stride=2,1&baseline=noise:2,seed=5&score=margin:8&target=3'
    const { page } = await studio.open(query)
    await draw(page, SIX)
    await page.waitForTimeout(400)
    await expectSameAtTheCommandLine(page, ['drawing.png'])
    const address = await page.getByRole('textbox', { name: 'address' }).inputValue()
    const again = await studio.open(new URL(address).search)
    await again.page.waitForTimeout(400)
    await expectSameAtTheCommandLine(again.page, ['digit.png'])
    await again.page.close()
    await page.close()
  })

  it('means the same mean', async () => {
    expect(channelMeans((await testSplit()).images)).toEqual([MNIST_MEAN])
    const { page } = await studio.open('?baseline=mean')
    await draw(page, SIX)
    await page.waitForTimeout(400)
    await expectSameAtTheCommandLine(page, ['drawing.png'])
    await page.close()
  })

  it('gives the map of a picture, dark on light and off the centre', async () => {
    const { page } = await studio.open()
    const name = 'a six.png'
    const base64 = await page.evaluate(() => {
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: 320, height: 400 })
      const context = canvas.getContext('2d')!
      context.fillStyle = '#fffaf0'
      context.fillRect(0, 0, 320, 400)
      Object.assign(context, { strokeStyle: '#203040', lineWidth: 20 })
      context.beginPath()
      context.moveTo(90, 40)
      context.lineTo(60, 160)
      context.arc(90, 170, 32, Math.PI, 3 * Math.PI)
      context.stroke()
      return canvas.toDataURL('image/png').split(',')[1]!
    })
    const bytes = Buffer.from(base64, 'base64')
    writeFileSync(join(folder, name), bytes)
    await drop(page, { name, bytes })
    const command = page.getByRole('textbox', { name: 'command' })
    await expect.poll(() => command.inputValue()).toMatch(/^umbra explain 'a six.png' --centre --invert$/)
    await page.waitForTimeout(400)
    await expectSameAtTheCommandLine(page, [])
    await page.close()
  })
})
