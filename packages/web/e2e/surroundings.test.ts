import { expect, it } from 'vitest'
import { describeStudio } from './studio.ts'
import { draw, expectAccessible, expectReachableByTab, expectToFit, mapOf, SIX } from './studio-page.ts'

const VIEWS = ['draw', 'compare', 'train', 'benchmark', 'open']

describeStudio(
  'a page that is not isolated',
  (studio) => {
    it('draws, and says what it lacks', async () => {
      const { page, complaints } = await studio.open('?image=none')
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
    const again = await studio.open('?image=none')
    const blank = await mapOf(again.page)
    await draw(again.page, SIX)
    await expect.poll(() => mapOf(again.page)).not.toBe(blank)
    expect(await again.page.evaluate(() => crossOriginIsolated)).toBe(true)
    await studio.context.setOffline(false)
    await again.page.close()
  })
})

describeStudio('every view', (studio) => {
  it.each(VIEWS)(
    '%s: axe finds nothing, 360 pixels are wide enough, and Tab goes everywhere',
    async (view) => {
      const { page, complaints } = await studio.open(`?view=${view}`)
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.locator('h1').waitFor()
      if (view === 'draw') {
        await draw(page, SIX)
        await page.getByText('The pixel of the largest drop').waitFor()
      }
      await expectReachableByTab(page)
      await expectAccessible(page)
      await expectToFit(page)
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
      expect(complaints).toEqual([])
      await page.close()
    },
  )
})
