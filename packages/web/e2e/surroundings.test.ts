import { AxeBuilder } from '@axe-core/playwright'
import { expect, it } from 'vitest'
import { describeStudio } from './studio.ts'
import { draw, mapOf, SIX } from './studio-page.ts'

const VIEWS = ['draw', 'compare', 'train', 'benchmark', 'open']

describeStudio(
  'a page that is not isolated',
  (studio) => {
    it('draws, and says what it lacks', async () => {
      const { page, complaints } = await studio.open()
      const blank = await mapOf(page)
      await draw(page, SIX)
      await expect.poll(() => mapOf(page)).not.toBe(blank)
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
      expect(await page.getByTestId('engine').textContent()).toMatch(/incremental engine .* simd/)
      await page.getByText('not cross-origin isolated').waitFor()
      expect(complaints).toEqual([])
      await page.close()
    })
  },
  { isolated: false },
)

describeStudio('without a network', (studio) => {
  it('still draws, isolated and with threads', async () => {
    const { page } = await studio.open()
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.evaluate(async () => {
      const kept = async () => (await caches.match('./model/weights.bin')) !== undefined
      while (!(await kept())) await new Promise((resolve) => setTimeout(resolve, 50))
    })
    await page.close()
    await studio.context.setOffline(true)
    const again = await studio.open('?view=draw')
    const blank = await mapOf(again.page)
    await draw(again.page, SIX)
    await expect.poll(() => mapOf(again.page)).not.toBe(blank)
    expect(await again.page.evaluate(() => crossOriginIsolated)).toBe(true)
    await studio.context.setOffline(false)
    await again.page.close()
  })
})

describeStudio('in light and dark', (studio) => {
  it.each(VIEWS)('%s: axe finds nothing, and 360 pixels are wide enough', async (view) => {
    const { page, complaints } = await studio.open(`?view=${view}`)
    await page.locator('h1').waitFor()
    if (view === 'draw') {
      await draw(page, SIX)
      await page.getByTestId('map').focus()
      await page.keyboard.press('ArrowDown')
    }
    const settings = [
      [1280, 'light'],
      [360, 'light'],
      [1280, 'dark'],
    ] as const
    for (const [width, colorScheme] of settings) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    }
    expect(complaints).toEqual([])
    await page.close()
  })
})
