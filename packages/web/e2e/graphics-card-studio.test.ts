import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, SOFTWARE_CARD, skipped } from './chromium.ts'
import { type Site, serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'
import { complaintsOf, expectAccessible } from './studio-page.ts'

describe.skipIf(skipped)('the studio on a graphics card', () => {
  let context: BrowserContext
  let site: Site
  beforeAll(async () => {
    site = await serveSite(DIST)
    context = await launch(SOFTWARE_CARD)
  })
  afterAll(async () => {
    await context?.close()
    site?.close()
  })

  it('computes there when told to, names it, times it, and goes back', async () => {
    const page = await context.newPage()
    page.setDefaultTimeout(100_000)
    const complaints = complaintsOf(page)
    await page.goto(`${site.url}?sample=1&window=7,7&stride=7,7`)
    const engine = page.getByTestId('engine')
    await engine.filter({ hasText: 'incremental engine' }).waitFor()
    const scripts = () => [...site.sent.keys()].join()
    const before = scripts().length
    await page.getByText('Engine and graphics card').click()
    await page.getByRole('button', { name: 'Look for graphics cards' }).click()
    await page.getByText(/webgpu: .*swiftshader.*no graphics card/i).waitFor()
    await expectAccessible(page)
    await page.getByLabel('computed by').selectOption('webgpu')
    await engine.filter({ hasText: /batched engine .*bits hang on the graphics card.*tfjs webgpu/ }).waitFor()
    expect(scripts().length).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Time webgpu' }).click()
    await page.getByTestId('advice').filter({ hasText: 'G multiply-adds/s, measured here' }).waitFor()
    await expect.poll(() => page.url()).toContain('computing=webgpu')
    await page.getByLabel('computed by').selectOption('auto')
    await engine.filter({ hasText: 'incremental engine' }).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  }, 240_000)
})
