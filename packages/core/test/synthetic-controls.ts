import { Random } from '../src/random.js'
import type {
  AdjustedTest,
  ControlledEffect,
  DifferenceTest,
  InteractionTest,
  ProfileTest,
  RegionTest,
  StudyControls,
} from '../src/study/result.js'

interface Tests {
  readonly profile: ProfileTest
  readonly interaction: InteractionTest
  readonly strength: RegionTest
  readonly regions: readonly RegionTest[]
}

/** Controls that never ran, in keeping with a study's tests: 20 untrained networks, of which most show less. */
export function syntheticControls({ profile, interaction, strength, regions }: Tests): StudyControls {
  const random = new Random(4)
  const among = (effect: number, spread: number): ControlledEffect => {
    const controls = Array.from({ length: 20 }, () => spread * random.normal())
    const rank = 1 + controls.filter((other) => Math.abs(other) >= Math.abs(effect)).length
    return { effect, controls, rank, p: rank / 21 }
  }
  const perRegion = (tests: readonly DifferenceTest[]) =>
    tests.map(({ region, effect }) => ({ region, ...among(effect!.value, 0.6) }))
  const adjusted = (test: DifferenceTest): AdjustedTest => ({
    ...test,
    estimate: 0.8 * test.estimate!,
    unadjusted: test.estimate!,
    inkDifference: 0.04,
    slope: -0.5,
    overlap: [0.98, 0.41],
  })
  const similar = (mean: number) => {
    const one = { mean, interval: [mean - 0.1, Math.min(1, mean + 0.1)] as const, n: 5, undefined: 0 }
    return { spearman: one, spearmanOfMagnitudes: { ...one, mean: 0.9 }, ssim: { ...one, mean: mean / 2 } }
  }
  return {
    untrained: {
      draws: 20,
      notFinite: 0,
      layers: [
        { name: 'conv1', drawn: 'initialised' },
        { name: 'logits', drawn: 'permuted' },
      ],
      profile: among(profile.effect!.value, 0.09),
      strength: among(strength.effect!.value, 0.4),
      interaction: among(interaction.effect!.value, 0.2),
      regions: perRegion(regions),
      shares: perRegion(profile.regions),
    },
    ink: {
      profile: { ...profile, regions: [] },
      strength,
      interaction,
      regions,
      adjusted: {
        regions: regions.map(adjusted),
        shares: profile.regions.map(adjusted),
        strength: adjusted(strength),
      },
    },
    cascade: {
      draws: 5,
      images: [50, 50],
      layers: 2,
      steps: [
        {
          name: 'logits',
          drawn: 'permuted',
          layers: 1,
          classes: [similar(0.4), similar(0.6)],
          difference: similar(0.1),
        },
        {
          name: 'conv1',
          drawn: 'initialised',
          layers: 2,
          classes: [similar(0.3), similar(0.2)],
          difference: similar(-0.1),
        },
      ],
    },
  }
}
