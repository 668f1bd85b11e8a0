import type { Baseline } from './occlusion/options.js'

/**
 * The rule `mean` stands for the mean of the whole dataset, not of the images that happen to be explained.
 *
 * @param means - gives the mean of each channel (`channelMeans` of the dataset's images); asked only where the rule is `mean`
 */
export function datasetBaseline(baseline: Baseline, means: () => readonly number[]): Baseline {
  return baseline === 'mean' ? { kind: 'mean', values: [...means()] } : baseline
}
