import { runStudy, type StudyResult } from '@umbra/core'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { expectClose } from './expect-close.ts'
import { dependenciesInNode } from './in-node.ts'
import { describeStudio } from './studio.ts'
import { downloadOf, expectAccessible, expectReachableByTab, expectToFit } from './studio-page.ts'

const QUERY =
  '?view=compare&study.classes=3,5&study.images=24&study.permutations=99&study.window=5,5&study.stride=2,2'

describeStudio('comparing', (studio) => {
  it('finds in the page what it finds elsewhere', async () => {
    const { page, complaints } = await studio.open(QUERY)
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByTestId('study').waitFor()
    const found: StudyResult = JSON.parse((await downloadOf(page, 'result.json')).toString())
    const expected = await studyInNode()
    expect(found.provenance.engine).toMatchObject({ name: 'incremental', variant: 'simd' })
    expect(found.config).toEqual(expected.config)
    expect(found.verdict.supported).toBe(expected.verdict.supported)
    expectClose(found.classes, expected.classes, 1e-4)
    expectClose(found.tests, expected.tests, 1e-4)
    expect(await page.locator('.verdict').textContent()).toBe(found.verdict.text)

    const report = (await downloadOf(page, 'report.html')).toString()
    expect(report).toContain('<!doctype html>')
    expect((await downloadOf(page, 'samples.csv')).toString().trim().split('\n')).toHaveLength(49)
    expect((await downloadOf(page, 'maps.npz')).subarray(0, 2).toString()).toBe('PK')
    expect((await downloadOf(page, 'overview.png')).subarray(1, 4).toString()).toBe('PNG')
    for (const name of ['Mean maps', 'Difference', 'Regions', 'Overview']) {
      await page.getByRole('button', { name, exact: true }).click()
      await page.locator('.card svg').waitFor()
    }
    await expectReachableByTab(page)
    await expectAccessible(page)
    await expectToFit(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('can be cancelled, and started again', async () => {
    const { page } = await studio.open('?view=compare&study.images=600&study.controls=2')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByText(/maps of 6: \d+ of 600 images/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled.').waitFor()
    expect(await page.getByTestId('study').count()).toBe(0)
    await page.getByLabel('images', { exact: true }).fill('4')
    await page.getByLabel('images', { exact: true }).blur()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByTestId('study').waitFor()
    await page.close()
  })

  it('says what is wrong with an option', async () => {
    const { page } = await studio.open('?view=compare&study.classes=6,6')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByText('OPTION_INVALID').waitFor()
    await page.close()
  })

  it('survives the death of its worker', async () => {
    const { page } = await studio.open('?view=compare&study.images=600&study.controls=2')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByText(/maps of 6: \d+ of 600 images/).waitFor()
    await killStudioWorkers(page)
    await page.locator('.job').getByText('WORKER_DIED').waitFor()
    await page.getByLabel('images', { exact: true }).fill('4')
    await page.getByLabel('images', { exact: true }).blur()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByTestId('study').waitFor()
    await page.getByRole('link', { name: 'Explain' }).click()
    await page.getByTestId('engine').filter({ hasText: 'map in' }).waitFor()
    await page.getByText('WORKER_DIED').waitFor({ state: 'detached' })
    await page.close()
  })
})

async function studyInNode(): Promise<StudyResult> {
  const options = { classes: [3, 5], images: 24, permutations: 99, window: [5, 5], stride: [2, 2] } as const
  const { result } = await runStudy(
    { ...options, classes: [3, 5], window: [5, 5], stride: [2, 2] },
    await dependenciesInNode(),
  )
  return result
}

async function killStudioWorkers(page: Page): Promise<void> {
  const workers = page.workers().filter((worker) => worker.url().includes('studio-worker'))
  await Promise.all(workers.map((worker) => worker.evaluate(() => close()).catch(() => {})))
}
