import type { PairsConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import type { Region } from '../regions/index.js'
import type { ClassMaps } from '../study/class-maps.js'
import { compareRegion, holdTogether, holmOverAll, interactionTest } from '../study/compare.js'
import { contrastsOf } from '../study/measures.js'
import { profileTest } from '../study/profile-test.js'
import { profilesOf } from '../study/profiles.js'
import type { DifferenceTest, ProfileTest } from '../study/result.js'
import type { PairResult } from './result.js'

/**
 * Compares classes two by two. A pair's own tests are those of a study of it, drawn from the same streams of random
 * numbers; only the adjustment for multiplicity differs, which here is over all pairs: of p, and of the intervals of the
 * regions, which by Bonferroni's inequality hold for all pairs and regions together.
 *
 * @param onPair - told how many pairs are done, awaited
 */
export async function comparePairs(
  classes: readonly ClassMaps[],
  regions: readonly Region[],
  config: PairsConfig,
  random: Random,
  onPair: (done: number, total: number) => Promise<void>,
): Promise<PairResult[]> {
  const contrasts = classes.map((maps) => contrastValues(maps, regions))
  const indices = classes.flatMap((_, a) => classes.slice(a + 1).map((__, k) => [a, a + 1 + k] as const))
  const pairs: ComparedPair[] = []
  for (const [a, b] of indices) {
    const [first, second] = [classes[a]!, classes[b]!]
    const family = indices.length * regions.length
    const together = holdTogether([first, second], config, { uniform: () => 0, family })
    const names = regions.map(({ name }) => name)
    const profiles = profilesOf([first, second])
    const strengths = profiles.map(({ strengths: own }) => own)
    const { profile, interaction, ...tests } = {
      profile: profileTest(profiles, names, config, random, family),
      strength: compareRegion('strength', strengths[0]!, strengths[1]!, config, random),
      interaction: interactionTest([first, second]),
      overall: compareRegion('overall', first.overall, second.overall, config, random),
      contrasts: contrasts[a]!.map(({ name, values }, k) =>
        compareRegion(name, values, contrasts[b]![k]!.values, config, random),
      ),
      regions: regions.map(({ name }, r) => ({
        ...compareRegion(name, first.regions[r]!, second.regions[r]!, config, random),
        ...together[r],
      })),
    }
    pairs.push({
      classes: [a, b],
      profile: { ...profile, pHolm: profile.permutationP },
      ...tests,
      interaction: { ...interaction, pHolm: interaction.p },
    })
    await onPair(pairs.length, indices.length)
  }
  return adjusted(pairs, adjustedProfileP(pairs.length, config))
}

/** The contrasts of regions of one class's images. */
function contrastValues({ overall, regions: values }: ClassMaps, regions: readonly Region[]) {
  return contrastsOf(regions).map(({ name, of }) => ({
    name,
    values: overall.map((whole, i) => of(Float64Array.of(whole, ...values.map((region) => region[i]!)))),
  }))
}

/** Which p of profiles Holm's adjustment over so many pairs leaves something of. */
export function adjustedProfileP(
  pairs: number,
  { permutations, confidence }: Pick<PairsConfig, 'permutations' | 'confidence'>,
): 'relabelling' | 'F' {
  return pairs / (permutations + 1) < 1 - confidence ? 'relabelling' : 'F'
}

type ComparedPair = PairResult & Required<Pick<PairResult, 'profile' | 'strength'>>

function adjusted(pairs: readonly ComparedPair[], profileP: 'relabelling' | 'F'): PairResult[] {
  const pOf = ({ permutationP, p }: ProfileTest) => (profileP === 'F' ? p : permutationP)
  const profile = holmOverAll(pairs.map((pair) => pOf(pair.profile)))
  const strength = holmOverAll(pairs.map((pair) => pair.strength.p))
  const shares = adjustedTogether(pairs.map((pair) => pair.profile.regions))
  const interaction = holmOverAll(pairs.map((pair) => pair.interaction.p))
  const overall = holmOverAll(pairs.map((pair) => pair.overall.p))
  const contrasts = adjustedTogether(pairs.map((pair) => pair.contrasts))
  const regions = adjustedTogether(pairs.map((pair) => pair.regions))
  return pairs.map((pair, i) => ({
    ...pair,
    profile: { ...pair.profile, pHolm: profile[i]!, regions: shares[i]! },
    strength: { ...pair.strength, pHolm: strength[i]! },
    interaction: { ...pair.interaction, pHolm: interaction[i]! },
    overall: { ...pair.overall, pHolm: overall[i]! },
    contrasts: contrasts[i]!,
    regions: regions[i]!,
  }))
}

function adjustedTogether<T extends DifferenceTest>(tests: readonly (readonly T[])[]): T[][] {
  const adjusted = holmOverAll(tests.flat().map(({ p }) => p))
  let at = 0
  return tests.map((of) => of.map((test) => ({ ...test, pHolm: adjusted[at++]! })))
}
