/** Every sentence of a verdict, of results of every kind, is held to the numbers of the result. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { verdict } from '../src/study/verdict.js'
import { anyStudy } from './verdict/any-study.js'
import { checkVerdict } from './verdict/check-verdict.js'

it('says nothing that the result does not bear out, whatever the result', () => {
  fc.assert(
    fc.property(anyStudy, (input) => {
      const { text, supported } = verdict(input)
      expect(supported).toBe(/^The network looks/.test(text))
      checkVerdict(text, input)
    }),
    { numRuns: 3000, seed: 7 },
  )
})

it('sees every kind of sentence', () => {
  const texts = fc.sample(anyStudy, { numRuns: 3000, seed: 7 }).map((input) => verdict(input).text)
  for (const kind of [
    /^The network .* though in no single region/,
    /^The network .* though by very little, most in/,
    /by as large an effect in/,
    /; also in .* and \d+ other regions/,
    /without a profile 3 of .* and 17 of/,
    /^No difference in where .* the largest effect, in/,
    /^No difference in where .* are equal/,
    /the same mean share in every region/,
    /The maps are stronger for/,
    /In strength no difference was found/,
    /Whether the maps differ in strength could not/,
    / Unscaled, .* differs?; over pixels/,
    / Over pixels the maps differ in one area/,
    /over pixels the maps differ in \d+ areas/,
    /^Whether the network looks/,
    /; not tested: /,
    /It was learned: they differ more than in any of 20 untrained networks \(p = 0\.048\); so does the share of/,
    /It was learned: they differ more than in \d+ of 100 untrained networks/,
    /by itself does not, 7 of 20 untrained networks differ as much/,
    /But 7 of 20 untrained networks differ as much/,
    /But 1 of 20 untrained networks differs as much/,
    /more than in any of 5 untrained networks, too few to say .* it takes 19\)/,
    /more than in one untrained network/,
    /was not examined: no untrained networks were mapped/,
    /could not be examined: weights cannot/,
    /At equal ink there that share is still larger/,
    /At equal ink there that share is larger for .* instead/,
    /At equal ink there no difference in that share is left/,
    /an extrapolation/,
    /The maps are stronger .*\), more than in any of 20/,
    /The maps are stronger .*\); 7 of 20/,
    /interval of it alone/,
    /99\.9% simultaneous interval/,
    /× 10²/,
    /joint test of that share/,
    /joint test of the median effect/,
    /no direction was to be examined/,
    /was not examined/,
    /survives its choices, but its size/,
    /survives its choices, though for other networks and images it may be none/,
    /is not shown over its choices, and it depends/,
    /turns with its choices/,
    /was not tested over its choices/,
    /equal answers counted once/,
    /significantly the other way/,
    /simultaneous interval over networks and images/,
    /, 9\d(\.9)?% interval over networks and images/,
    /is an exception/,
    / but −/,
    /what does not survive is the direction/,
    /[<>] \d+% give/,
  ]) {
    expect(texts.filter((text) => kind.test(text)).length, String(kind)).toBeGreaterThan(0)
  }
})
