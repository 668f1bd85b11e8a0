import { expect, it } from 'vitest'
import { learningRateAt } from './learning-rate.js'

it('rises to the learning rate over the warm-up and falls to nearly nothing', () => {
  for (const decay of ['cosine', 'linear'] as const) {
    const rates = Array.from({ length: 100 }, (_, step) =>
      learningRateAt(step, 100, { learningRate: 2, warmUp: 0.1, decay }),
    )
    expect(rates.slice(0, 11)).toEqual([0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 2])
    for (let step = 11; step < 100; step++) expect(rates[step]).toBeLessThan(rates[step - 1]!)
    expect(rates[55]).toBeCloseTo(1, 10)
    expect(rates[99]).toBeLessThan(0.03)
  }
})

it('stays where it is without decay, and needs no warm-up', () => {
  const constant = { learningRate: 0.5, warmUp: 0, decay: 'none' } as const
  expect([0, 1, 7].map((step) => learningRateAt(step, 8, constant))).toEqual([0.5, 0.5, 0.5])
})
