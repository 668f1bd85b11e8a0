/** How often the interval over new networks and new images holds the truth, an effect of 0.8. */
const TRUTH = 0.8

/** Variances of networks' differences, images and image × network; the last two add up to 1. */
const ratios = [
  [0, 0.5, 0.5],
  [0.01, 0.8, 0.2],
  [0.05, 0.5, 0.5],
  [0.3, 0.8, 0.2],
  [1, 0.2, 0.8],
]

/** Networks, images of each class, and how they are drawn; the bootstrap is for a fifth of the runs. */
export const designs = [3, 10, 30].flatMap((networks) => [
  ...[20, 200].flatMap((images) => ratios.map((ratio) => ({ networks, n: [images, images], ratio }))),
  { networks, n: [40, 40], ratio: ratios[2], heavy: true },
  { networks, n: [40, 40], ratio: ratios[2], spread: 4 },
  { networks, n: [20, 60], ratio: ratios[2], spread: 4 },
])

export const columns = ['closed form', 'Satterthwaite', 'g', 'two-way bootstrap']

export function designWords({ networks, n, ratio, heavy, spread }) {
  const images = n[0] === n[1] ? `${n[0]}` : n.join(' and ')
  const how = heavy ? ', t with 3 df' : spread ? `, SD ${spread} and 1` : ''
  return `| ${networks} | ${images} | ${ratio.join(', ')}${how} |`
}

/** @returns of each column, runs that held the truth, and how many there were */
export function coverage(stats, source, design, runs) {
  const counts = columns.map((column) => ({
    held: 0,
    runs: column === 'two-way bootstrap' ? Math.ceil(runs / 5) : runs,
  }))
  const holds = ([low, high], truth) => low <= truth && truth <= high
  for (let run = 0; run < runs; run++) {
    const [a, b] = sample(source, design)
    const closed = stats.crossedDifference(a, b, design.networks)
    const all = [
      holds(closed.interval, TRUTH),
      holds(closed.satterthwaite, TRUTH),
      holds(stats.crossedEffect(a, b, design.networks).interval, standardised(design)),
      run < counts[3].runs &&
        holds(
          stats.pigeonholeBootstrap(a, b, design.networks, { uniform: source.uniform, resamples: 299 })
            .interval,
          TRUTH,
        ),
    ]
    all.forEach((held, c) => {
      if (held) counts[c].held++
    })
  }
  return counts
}

/** Of g: the difference over the standard deviation that is pooled, that of the first class being `spread`. */
function standardised({ n, spread = 1 }) {
  const df = n[0] + n[1] - 2
  return TRUTH / Math.sqrt(((n[0] - 1) * spread ** 2 + n[1] - 1) / df)
}

/** Two classes of images in m networks, [m, n] each. */
function sample(source, { networks, n, ratio, heavy, spread = 1 }) {
  const [between, own, rest] = [ratio[0] / 2, ratio[1], ratio[2]].map(Math.sqrt)
  const t = source.studentT(3)
  // A variance of 1: that of t with 3 df is 3.
  const draw = heavy ? () => t() / Math.sqrt(3) : source.normal
  return n.map((images, c) => {
    const scale = c === 0 ? spread : 1
    const levels = Float64Array.from({ length: images }, () => own * draw())
    const values = new Float64Array(networks * images)
    for (let k = 0; k < networks; k++) {
      const shift = (c === 0 ? TRUTH : 0) + between * source.normal()
      for (let i = 0; i < images; i++) values[k * images + i] = shift + scale * (levels[i] + rest * draw())
    }
    return values
  })
}
