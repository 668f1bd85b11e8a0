import { describe, expect, it } from 'vitest'
import { strategyChoices, strategySetting, strategyTrial, strategyTrials } from '../../test/strategy-trial.js'
import { availableVariants } from '../kernels/variants.js'
import { createIncrementalRunner } from './create-runner.js'

const seeds = (count: number, step: number) => Array.from({ length: count }, (_, i) => (i + 1) * step)

describe.each(availableVariants())('strategies of products, %s', (variant) => {
  it.each(Object.keys(strategyChoices))(
    '%s agrees with the float64 reference on random networks',
    async (name) => {
      const all = seeds(160, 31)
      const { outcomes } = await strategyTrials(name, all, variant)
      for (const [i, { layers, chosen, planned, error }] of outcomes.entries()) {
        expect(planned).toEqual(chosen)
        expect(error, `seed ${all[i]}: ${layers.join(' ')}`).toBeLessThan(1e-5)
      }
      const forced = outcomes.flatMap(({ chosen }) => chosen).filter(([, strategy]) => strategy === name)
      if (name !== 'mixed') expect(forced.length).toBeGreaterThan(100)
    },
  )

  it('mixed give the same bits whichever windows are scored together, in whatever order', async () => {
    for (const seed of seeds(100, 7919)) {
      const { network, image, baseline, windows, count, dice } = strategySetting(seed)
      const runner = await createIncrementalRunner(network, { variant, choose: strategyChoices.mixed!(dice) })
      const k = network.classes
      const base = runner.begin(image, baseline).slice()
      const together = new Float32Array(count * k)
      runner.scoreWindows(windows, 0, count, together)
      expect(runner.begin(image, baseline), `seed ${seed}`).toEqual(base)
      const alone = new Float32Array(k)
      for (let p = count - 1; p >= 0; p--) {
        runner.scoreWindows(windows, p, p + 1, alone)
        expect(alone, `seed ${seed}, window ${p}`).toEqual(together.slice(p * k, (p + 1) * k))
      }
      runner.dispose()
    }
  })
})

it('mixed strategies of the simd build give the bits of the scalar one', async () => {
  if (!availableVariants().includes('simd')) return
  for (const seed of seeds(100, 7919)) {
    const scalar = await strategyTrial('mixed', seed, 'scalar')
    const simd = await strategyTrial('mixed', seed, 'simd')
    expect(simd, `seed ${seed}`).toEqual(scalar)
  }
})
