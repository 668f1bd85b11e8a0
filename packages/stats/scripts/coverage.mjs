/**
 * How often intervals over new networks and new images hold the truth: the table in docs/statistics.md.
 *
 * Run after a build: node scripts/coverage.mjs [runs, 2000 unless told]
 */
import { crossedDifference, crossedEffect, pigeonholeBootstrap } from '../dist/index.js'

const runs = Number(process.argv[2] ?? 2000)
const bootstraps = Math.ceil(runs / 5)
const truth = 0.8
/** Variances of networks' differences, images and image × network; the last two add up to 1. */
const ratios = [
  [0, 0.5, 0.5],
  [0.01, 0.8, 0.2],
  [0.05, 0.5, 0.5],
  [0.3, 0.8, 0.2],
  [1, 0.2, 0.8],
]

/** sfc32 (Doty-Humphrey, 2013, PractRand) and Box and Muller's normal draws of it. */
function generator(seed) {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 1]
  const uniform = () => {
    const drawn = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + drawn) | 0
    return (drawn >>> 0) / 4294967296
  }
  for (let i = 0; i < 15; i++) uniform()
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

function sample({ normal }, networks, images, ratio, effect) {
  const [between, own, rest] = [ratio[0] / 2, ratio[1], ratio[2]].map(Math.sqrt)
  const levels = Float64Array.from({ length: images }, () => own * normal())
  const values = new Float64Array(networks * images)
  for (let k = 0; k < networks; k++) {
    const shift = effect + between * normal()
    for (let i = 0; i < images; i++) values[k * images + i] = shift + levels[i] + rest * normal()
  }
  return values
}

const holds = ([low, high]) => low <= truth && truth <= high
const share = (count, of) => (count / of).toFixed(3)

console.log(
  '| networks | images | variances: networks, images, both | closed form | Satterthwaite | g | two-way bootstrap |',
)
console.log('|---|---|---|---|---|---|---|')
for (const networks of [3, 10, 30]) {
  for (const images of [20, 200]) {
    for (const [r, ratio] of ratios.entries()) {
      const source = generator(1000 * networks + 10 * images + r)
      const counts = { closed: 0, satterthwaite: 0, g: 0, bootstrap: 0 }
      for (let run = 0; run < runs; run++) {
        const a = sample(source, networks, images, ratio, truth)
        const b = sample(source, networks, images, ratio, 0)
        const closed = crossedDifference(a, b, networks)
        if (holds(closed.interval)) counts.closed++
        if (holds(closed.satterthwaite)) counts.satterthwaite++
        if (holds(crossedEffect(a, b, networks).interval)) counts.g++
        if (run >= bootstraps) continue
        const { uniform } = source
        if (holds(pigeonholeBootstrap(a, b, networks, { uniform, resamples: 299 }).interval))
          counts.bootstrap++
      }
      const { closed, satterthwaite, g, bootstrap } = counts
      const cells = [closed, satterthwaite, g].map((count) => share(count, runs))
      console.log(
        `| ${networks} | ${images} | ${ratio.join(', ')} | ${[...cells, share(bootstrap, bootstraps)].join(' | ')} |`,
      )
    }
  }
}
