import type { DrawnLayer } from '../controls/randomised.js'
import type { StudyCascade } from '../mapping/cascade-part.js'

export type { StudyCascade, StudyCascadeStep } from '../mapping/cascade-part.js'

import type { DifferenceTest, InteractionTest, ProfileTest, ReportedTest } from './reported-test.js'

/** What a study's effects are held against. */
export interface StudyControls {
  /** The same network with weights drawn anew; or why there is none, as where they are turned off (`draws` 0). */
  readonly untrained: UntrainedControls | { readonly draws: number; readonly notComputed: string }
  /** The covered ink by itself, and the effects without it. */
  readonly ink: InkControl
  /** How the mean maps change while layers are drawn anew; absent where weights are not. */
  readonly cascade?: StudyCascade
}

/** The trained network's effect among those of untrained ones. */
export interface ControlledEffect {
  /** The trained network's; NaN where it has none. */
  readonly effect: number
  /** [m] those of the untrained networks that have one, in the order they were drawn. */
  readonly controls: readonly number[]
  /** Place of its magnitude among theirs and itself, 1 the largest; ties count against it. */
  readonly rank: number
  /** (b + 1)/(m + 1), b of m untrained networks having an effect at least as large. NaN where the trained network has none. */
  readonly p: number
}

/** A region's effect among controls. */
export type ControlledRegion = ControlledEffect & { readonly region: string }

/** Where a study's effects stand among those of the same network with weights drawn anew. */
export interface UntrainedControls {
  readonly draws: number
  /** Draws that some image's map was not finite of, and which are left out everywhere. */
  readonly notFinite: number
  readonly layers: readonly Pick<DrawnLayer, 'name' | 'drawn'>[]
  /** Generalised eta squared of class × region, of each image's profile; absent with a single region. */
  readonly profile?: ControlledEffect
  /** Hedges' g of strength. */
  readonly strength: ControlledEffect
  /** Generalised eta squared of class × region, of sensitivities as they are. */
  readonly interaction: ControlledEffect
  /** Hedges' g of each region's sensitivity, first class minus second, … */
  readonly regions: readonly ControlledRegion[]
  /** … and of its share of the profile; none with a single region. */
  readonly shares: readonly ControlledRegion[]
}

/** A difference between the classes at equal ink: analysis of covariance by image. */
export interface AdjustedTest extends ReportedTest {
  readonly region: string
  /** The difference as it is, … */
  readonly unadjusted: number
  /** … that of the ink, and what a unit of ink is worth in both classes. */
  readonly inkDifference: number
  readonly slope: number
  /** Of each class, the share of images whose ink lies where the other's does too: where that is small, the answer is extrapolated. */
  readonly overlap: readonly [number, number]
}

/** A study of the ink itself, as if it were the maps; and the study's differences adjusted for it. */
export interface InkControl {
  readonly profile: ProfileTest
  readonly strength: DifferenceTest
  readonly interaction: InteractionTest
  readonly regions: readonly DifferenceTest[]
  readonly adjusted: {
    /** Sensitivity of each region, adjusted for the ink in it, … */
    readonly regions: readonly AdjustedTest[]
    /** … its share of the profile, for its share of the ink, … */
    readonly shares: readonly AdjustedTest[]
    /** … and strength, for all ink. */
    readonly strength: AdjustedTest
  }
}
