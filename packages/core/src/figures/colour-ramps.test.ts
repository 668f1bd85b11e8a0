import { interpolateBrBG, interpolateCividis, interpolatePuOr, interpolateRdBu } from 'd3-scale-chromatic'
import { expect, it } from 'vitest'
import { brownGreen, type ColourRamp, cividis, purpleOrange, redBlue } from './colour-ramps.js'

it.each<[string, ColourRamp, (t: number) => string]>([
  ['redBlue', redBlue, interpolateRdBu],
  ['brownGreen', brownGreen, interpolateBrBG],
  ['purpleOrange', purpleOrange, interpolatePuOr],
  ['cividis', cividis, interpolateCividis],
])('%s has the colours of d3-scale-chromatic', (_, ramp, expected) => {
  for (let i = 0; i <= 25_400; i++) {
    const t = i / 25_400
    expect(`rgb(${ramp(t).join(', ')})`, `at ${t}`).toBe(expected(t))
  }
})
