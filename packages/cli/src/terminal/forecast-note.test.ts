import { describe, expect, it } from 'vitest'
import { forecastText } from './forecast-note.js'

describe('the forecast of a long map', () => {
  it('says how long it takes, and which windows take seconds', () => {
    expect(forecastText({ pass: 1.1, windows: 676, images: 1 }, [224, 224])).toBe(
      '676 windows, a pass of 1.10 s each: about 12 min 24 s; --window 75,75 --stride 75,75 takes some 9.90 s',
    )
    expect(forecastText({ pass: 0.5, windows: 100, images: 4 }, [10, 20])).toMatch(
      /^100 windows of 4 images, .*--window 5,10 --stride 5,10 takes some 8\.00? s$/,
    )
  })

  it('says nothing of one that is over soon', () => {
    expect(forecastText({ pass: 0.01, windows: 676, images: 1 }, [224, 224])).toBeUndefined()
  })
})
