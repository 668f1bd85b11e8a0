import { expect, it } from 'vitest'
import { describeStudio } from './studio.ts'
import { downloadOf } from './studio-page.ts'

describeStudio('the benchmark', (studio) => {
  it('checks every backend of this browser first, then times it, threads among them', async () => {
    const { page, complaints } = await studio.open('?view=benchmark')
    // Without a graphics card both compute on the processor, for minutes.
    for (const name of ['TensorFlow.js webgl', 'TensorFlow.js webgpu', 'Forward passes']) {
      await page.getByLabel(name, { exact: true }).uncheck()
    }
    await page.getByRole('button', { name: 'Measure' }).click()
    const table = page.getByTestId('map/digits')
    const row = (name: string) => table.getByRole('row', { name: new RegExp(`^${name}( ≈)? right to `) })
    await row('TensorFlow.js wasm, SIMD').waitFor()
    for (const name of ['TensorFlow.js cpu', 'TensorFlow.js wasm, scalar', 'Umbra batched SIMD']) {
      expect(await row(name).count()).toBe(1)
    }
    expect(await row('TensorFlow.js wasm, SIMD, threads').count()).toBe(1)
    expect(await row('Umbra incremental scalar, 1 thread').count()).toBe(1)
    const cores = await page.evaluate(() => navigator.hardwareConcurrency)
    const threads = `${cores} thread${cores === 1 ? '' : 's'}`
    expect(await row(`Umbra incremental SIMD, ${threads}`).textContent()).toContain(`simd, ${threads}`)
    expect([...studio.site.sent.keys()].join()).toContain('tfjs-backend-wasm-threaded-simd.wasm')
    expect(await page.getByTestId('recommendation').textContent()).toContain('For occlusion maps use Umbra')
    const saved = JSON.parse((await downloadOf(page, 'Save JSON')).toString())
    expect(saved).toMatchObject({
      schema: 'umbra.benchmark/1',
      complete: true,
      machine: { platform: 'browser' },
    })
    expect(complaints).toEqual([])
    await page.close()
  })

  it('draws networks for photographs off the page, and maps with them', async () => {
    const { page, complaints } = await studio.open('?view=benchmark')
    for (const box of await page.getByRole('group', { name: 'Backends' }).getByRole('checkbox').all()) {
      await box.uncheck()
    }
    for (const name of ['Occlusion maps', 'Forward passes']) {
      await page.getByLabel(name, { exact: true }).uncheck()
    }
    await page.getByLabel('Networks for photographs, 224×224').check()
    await page.getByLabel('Umbra incremental SIMD', { exact: true }).check()
    await page.getByRole('button', { name: 'Measure' }).click()
    await page.getByRole('status').filter({ hasText: 'imagenet/mobilenet-v2/32: drawing' }).waitFor()
    const row = page
      .getByTestId('imagenet/mobilenet-v2/32')
      .getByRole('row', { name: /^Umbra incremental SIMD, 1 thread/ })
    // A network of this size is drawn, checked against the reference and timed first: long beside other tests.
    await row.waitFor({ timeout: 150_000 })
    expect(await row.textContent()).toContain('right to')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Measure' }).and(page.locator(':enabled')).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  }, 180_000)

  it('stops when told to', async () => {
    const { page, complaints } = await studio.open('?view=benchmark')
    await page.getByRole('button', { name: 'Measure' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Measure' }).and(page.locator(':enabled')).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})
