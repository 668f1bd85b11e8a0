import { pathBaseline, pathIntegral } from '../../gradients/path-integral.js'
import type { AttributionMethod } from '../method.js'
import { type GradientSite, gradientMaps, overChannels, sum } from './gradient-maps.js'

/** Steps that are enough where parts then add up: the paper finds 20 to 300 to be. */
const STEPS = 64
/** What parts may miss the difference by, as a share of their magnitudes' sum, before steps are doubled. */
const MOST_MISSED = 0.01

/**
 * Integrated gradients from the baseline, averaged over its draws and added up over channels. 64 steps of a draw, and doubled until the
 * parts add up to the difference but for 1% of their magnitudes' sum; never more passes than samples.
 */
export const integratedGradientsMethod: AttributionMethod = {
  id: 'integrated-gradients',
  name: 'integrated gradients',
  source: 'Sundararajan, Taly and Yan, 2017, Axiomatic attribution for deep networks, ICML 34, equation 1',
  needs: 'gradients',
  isComplete: true,
  attribute: (subject, request) =>
    gradientMaps(subject, request, async (site) => {
      const { height, width, channels } = subject
      const batch = { data: site.image, shape: [1, height, width, channels] as const }
      const { draws, fill } = pathBaseline(request.baseline ?? 0, batch)
      const passes = Math.max(1, Math.floor(request.samples / draws))
      const mean = new Float64Array(site.image.length)
      for (let draw = 0; draw < draws; draw++) {
        const attributions = await complete(site, fill(0, 1, draw), passes)
        for (let i = 0; i < mean.length; i++) mean[i]! += attributions[i]! / draws
      }
      return overChannels(mean, channels, sum)
    }),
}

/** Of one draw of the baseline. @param passes - of all steps together, at most */
async function complete(
  { gradients, image, target, name, turn }: GradientSite,
  baseline: Float32Array,
  passes: number,
): Promise<Float64Array> {
  let left = passes
  for (let steps = Math.min(STEPS, passes); ; steps *= 2) {
    const path = { steps, name, turn }
    const { attributions, residual } = await pathIntegral(gradients, image, baseline, target, path)
    left -= steps
    const magnitude = attributions.reduce((total, part) => total + Math.abs(part), 0)
    if (Math.abs(residual) <= MOST_MISSED * magnitude || 2 * steps > left) return attributions
  }
}
