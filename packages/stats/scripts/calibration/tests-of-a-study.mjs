/**
 * Every test of a study, on a study that was drawn: a p each, or of intervals 0 where one leaves out no difference, else 1. In the order of
 * the tables' columns.
 */
export const tests = {
  'profiles, by relabelling': ({ stats, options, shares, regions }) =>
    stats.interactionTest(...shares, regions, options).permutationP,
  'profiles, F': ({ stats, options, shares, regions }) =>
    stats.interactionTest(...shares, regions, { ...options, permutations: 1 }).p,
  'any share, Holm': ({ stats, sharesByRegion: [a, b] }) =>
    Math.min(...stats.holm(a.map((values, r) => stats.welchT(values, b[r]).p))),
  'any share, simultaneous intervals': ({ stats, options, sharesByRegion }) =>
    stats
      .simultaneousIntervals(...sharesByRegion, { uniform: options.uniform })
      .some(({ interval: [low, high] }) => low > 0 || high < 0)
      ? 0
      : 1,
  'a share at equal ink': ({ stats, sharesByRegion: [a, b], ink }) =>
    stats.adjustedDifference(a[0], b[0], ...ink).p,
  strength: ({ stats, strengths }) => stats.welchT(...strengths).p,
  'a region as it is': ({ stats, values: [a, b], regions }) =>
    stats.welchT(byRegion(a, regions)[0], byRegion(b, regions)[0]).p,
  'raw interaction': ({ stats, values: [a, b], ink }) => {
    const groups = [...ink[0].map(() => 0), ...ink[1].map(() => 1)]
    return stats.mixedAnova([...a, ...b], groups).interaction.p
  },
  'joint curve of patterns': ({ stats, options, values, shares, regions }) =>
    stats.interactionCurve(...[0, 1].map((c) => twoReadings(values[c], shares[c], regions)), {
      specifications: 2,
      levels: regions,
      ...options,
    }).median.p,
}

/**
 * What the tests are made of.
 *
 * @param stats - `@umbra/stats`
 * @param study - of `drawStudy`
 * @param options - `uniform` and `permutations`
 */
export function readStudy(stats, study, regions, options) {
  const values = study.map((one) => one.values)
  const ink = study.map((one) => one.ink)
  const both = stats.profileOf([...values[0], ...values[1]], regions)
  const cut = (all, width) => [all.subarray(0, ink[0].length * width), all.subarray(ink[0].length * width)]
  const shares = cut(both.profiles, regions)
  const sharesByRegion = shares.map((rows) => byRegion(rows, regions))
  return { stats, options, regions, values, ink, shares, sharesByRegion, strengths: cut(both.strengths, 1) }
}

function byRegion(rows, regions) {
  return Array.from({ length: regions }, (_, r) => rows.filter((__, i) => i % regions === r))
}

/** [n, 2, R] */
function twoReadings(values, shares, regions) {
  const rows = []
  for (let at = 0; at < values.length; at += regions) {
    for (const reading of [values, shares]) rows.push(...reading.subarray(at, at + regions))
  }
  return rows
}
