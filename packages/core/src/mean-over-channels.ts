/**
 * The mean over channels, summed in float64 and divided once: of a study's maps, and of an element's.
 *
 * @param values - [pixels, C]
 * @param mean - [pixels], to be written
 */
export function meanOverChannels<M extends Float32Array | Float64Array>(
  values: ArrayLike<number>,
  mean: M,
): M {
  const channels = values.length / mean.length
  for (let p = 0; p < mean.length; p++) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += values[p * channels + c]!
    mean[p] = sum / channels
  }
  return mean
}

/**
 * The same mean as the sum of each channel's share of it, added up in the precision of `mean`: brightness in figures, and the
 * map of an explanation. Its last bits may differ from those of `meanOverChannels`, and both stand in results.
 *
 * @param values - [pixels, C]
 * @param mean - [pixels], all 0, to be written
 */
export function sumOfChannelShares<M extends Float32Array | Float64Array>(
  values: ArrayLike<number>,
  mean: M,
): M {
  const channels = values.length / mean.length
  for (let i = 0; i < values.length; i++) mean[Math.floor(i / channels)]! += values[i]! / channels
  return mean
}
