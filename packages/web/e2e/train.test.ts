import { expect, it } from 'vitest'
import { describeStudio } from './studio.ts'
import { draw, expectAccessible, expectToFit, mapOf, SIX } from './studio-page.ts'

describeStudio('training', (studio) => {
  it('trains the digit CNN on the wasm backend, and draws with what it learnt', async () => {
    const { page, complaints } = await studio.open()
    await draw(page, SIX)
    const reference = await mapOf(page)
    await page.getByRole('link', { name: 'Train' }).click()
    await page.getByLabel('training images').fill('512')
    await page.getByLabel('epochs').fill('1')
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    const trained = page.getByTestId('trained')
    await trained.waitFor()
    // Four steps of 128 images teach little, but more than the one in ten that guessing gets.
    const accuracy = /([\d.]+)%/.exec((await trained.textContent())!)![1]
    expect(Number(accuracy)).toBeGreaterThan(20)
    expect([...studio.site.sent.keys()].join()).toMatch(/tfjs-backend-wasm-simd\.wasm/)
    await expectAccessible(page)
    await expectToFit(page)
    await page.getByRole('button', { name: 'Use it to draw and compare' }).click()
    await page.getByTestId('engine').filter({ hasText: 'Model trained here' }).waitFor()
    await page.getByRole('link', { name: 'Explain' }).click()
    await expect.poll(() => mapOf(page)).not.toBe(reference)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('can be cancelled', async () => {
    const { page } = await studio.open('?view=train&train.images=20000')
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await page.getByText(/training: [\d,]+ of/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled.').waitFor()
    await page.close()
  })
})
