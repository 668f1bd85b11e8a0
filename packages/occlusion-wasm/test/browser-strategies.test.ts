import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KernelVariant } from '../src/kernels/variants.js'
import { launch, skipped } from './chromium.js'
import { type StrategyTrials, strategyChoices, strategyTrials } from './strategy-trial.js'

const SEEDS = Array.from({ length: 120 }, (_, i) => (i + 1) * 31)

describe.skipIf(skipped)('strategies of products in a page', () => {
  let browser: Browser
  let page: Page
  let variants: readonly KernelVariant[]

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('strategy-trial.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'strategies',
      target: 'es2022',
    })
    browser = await launch()
    page = await browser.newPage()
    await page.addScriptTag({ content: outputFiles[0]!.text })
    variants = await page.evaluate('strategies.inPage.variants()')
  })

  afterAll(() => browser?.close())

  it.each(Object.keys(strategyChoices))(
    '%s: agrees with the reference, to the bits of Node',
    async (name) => {
      expect(variants).toEqual(expect.arrayContaining(['scalar', 'simd']))
      const inNode = await strategyTrials(name, SEEDS, 'simd')
      for (const variant of variants) {
        const given = JSON.stringify([name, SEEDS, variant])
        const { outcomes, calls } = await page.evaluate<StrategyTrials>(
          `strategies.inPage.trials(...${given})`,
        )
        expect(outcomes).toHaveLength(SEEDS.length)
        for (const [i, { layers, planned, error, digest }] of outcomes.entries()) {
          const which = `${variant}, seed ${SEEDS[i]}: ${layers.join(' ')}`
          expect(planned, which).toEqual(inNode.outcomes[i]!.planned)
          expect(error, which).toBeLessThan(1e-5)
          if (variant !== 'relaxed-simd') expect(digest, which).toBe(inNode.outcomes[i]!.digest)
        }
        // The kernels that the choice is about did it, and those that no choice is about had their part.
        for (const kernel of [...kernelsOf[name]!, 'depthwiseChanges']) {
          expect(calls[kernel] ?? 0, `${variant}, ${kernel}`).toBeGreaterThan(10)
        }
      }
    },
  )
})

const kernelsOf: Readonly<Record<string, readonly string[]>> = {
  sparse: ['spreadChanges', 'convolveDirectly'],
  tiled: ['convolveChanges'],
  winograd: ['convolveTiles'],
  mixed: ['spreadChanges', 'convolveDirectly', 'convolveChanges', 'convolveTiles'],
}
