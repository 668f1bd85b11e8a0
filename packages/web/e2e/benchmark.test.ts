import { expect, it } from 'vitest'
import { describeStudio } from './studio.ts'

describeStudio('the benchmark', (studio) => {
  it('times the backends of this browser, threads among them, each checked first', async () => {
    const { page, complaints } = await studio.open('?view=benchmark')
    await page.getByRole('button', { name: 'Measure' }).click()
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} [\\d.,]+ [\\d.,]+ `) })
    await row('TensorFlow.js wasm, SIMD').first().waitFor()
    await row('TensorFlow.js wasm').first().waitFor()
    await row('TensorFlow.js wasm, SIMD, threads').waitFor()
    await row('Umbra, scalar, 1 thread').waitFor()
    const threaded = row('Umbra, SIMD, all threads')
    await threaded.waitFor()
    const cores = await page.evaluate(() => navigator.hardwareConcurrency)
    expect(await threaded.textContent()).toContain(`simd, ${cores} thread`)
    expect([...studio.site.sent.keys()].join()).toContain('tfjs-backend-wasm-threaded-simd.wasm')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Measure' }).and(page.locator(':enabled')).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})
