/**
 * How long one occlusion map takes.
 *
 *   node bench/map.mjs [--subject digits] [--variant simd] [--threads 1,2] [--images 16] [--rounds 5]
 *
 * Prints, for each variant and number of threads: milliseconds a map, for many images and for a single one (medians and
 * the best of the rounds, which alternate so that a busy machine disturbs all alike), and the processor time of all threads,
 * which what else the machine does disturbs least; the multiply-adds done, as a share of those that running every covered
 * copy takes; and their rate in processor time, as a share of what the multiplying kernel does at its best.
 * First checks scores against the float64 reference: the first image's and the last one's, under a few windows.
 */
import { parseArgs } from 'node:util'
import { availableVariants, createOcclusionPool, referenceOcclusion } from '../dist/index.js'
import { peakRate } from './peak.mjs'
import { grid, multiplyAddsOf, subjects } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    subject: { type: 'string', default: Object.keys(subjects).join() },
    variant: { type: 'string', default: availableVariants().join() },
    threads: { type: 'string', default: '1,2' },
    images: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
})
const variants = options.variant.split(',')
const peaks = new Map()
for (const variant of variants) peaks.set(variant, await peakRate(variant))

for (const name of options.subject.split(',')) await measure(name, subjects[name])

async function measure(name, { network: build, images: draw, count, window, stride }) {
  const network = build()
  const n = Number(options.images ?? count)
  const windows = grid(network.inputShape, window, stride)
  const images = draw(n, network.inputShape)
  const many = { images, n, windows, baselines: new Float32Array(images.length) }
  const size = images.length / n
  const one = { images: images.slice(0, size), n: 1, windows, baselines: new Float32Array(size) }
  const copies = windows.length / 6
  const naive = copies * multiplyAddsOf(network)
  console.log(
    `\n${name}: ${network.inputShape.join('×')}, ${copies} windows of ${window}×${window}, ${millions(naive)} naively`,
  )

  const contestants = []
  for (const variant of variants) {
    for (const threads of options.threads.split(',').map(Number)) {
      const pool = await createOcclusionPool(network, { variant, threads })
      await check(pool, network, many)
      await pool.score(many)
      contestants.push({ pool, many: [], one: [], cpu: [] })
    }
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { pool, ...times } of contestants) {
      for (const [kind, job] of [
        ['many', many],
        ['one', one],
      ]) {
        const [began, cpu] = [performance.now(), process.cpuUsage()]
        await pool.score(job)
        times[kind].push((performance.now() - began) / job.n)
        const { user, system } = process.cpuUsage(cpu)
        if (kind === 'many') times.cpu.push((user + system) / 1000 / job.n)
      }
    }
  }
  for (const contestant of contestants) {
    const before = contestant.pool.multiplyAdds
    await contestant.pool.score(many)
    report(contestant, (contestant.pool.multiplyAdds - before) / n, naive)
    contestant.pool.dispose()
  }
}

/** Refuses to time wrong scores. A few windows must do: the reference is slow. */
async function check(pool, network, { images, n, baselines, windows }) {
  const few = windows.filter((_, i) => Math.floor(i / 6) % Math.ceil(windows.length / 12) === 3)
  const scores = await pool.score({ images, n, baselines, windows: few })
  const [size, k] = [images.length / n, scores.covered.length / n]
  for (const i of new Set([0, n - 1])) {
    const [image, baseline] = [images, baselines].map((values) => values.subarray(i * size, (i + 1) * size))
    const { covered } = referenceOcclusion(network, image, baseline, few)
    const largest = Math.max(...covered.map(Math.abs))
    const error =
      Math.max(...covered.map((value, j) => Math.abs(value - scores.covered[i * k + j]))) / largest
    if (!(error < 1e-5)) throw new Error(`scores of image ${i} are off by ${error} of the largest`)
  }
}

function report({ pool, many, one, cpu }, done, naive) {
  const rate = done / (Math.min(...cpu) / 1000)
  const cells = [
    pool.variant.padEnd(12),
    `${pool.threads} thread${pool.threads > 1 ? 's' : ' '}`,
    `${median(many).toFixed(2)} ms a map (best ${Math.min(...many).toFixed(2)})`,
    `a single one ${median(one).toFixed(2)} (best ${Math.min(...one).toFixed(2)})`,
    `processor time ${Math.min(...cpu).toFixed(2)}`,
    `${millions(done)}, 1/${(naive / done).toFixed(0)}`,
    `${((100 * rate) / peaks.get(pool.variant)).toFixed(0)}% of ${(peaks.get(pool.variant) / 1e9).toFixed(1)} G/s`,
  ]
  console.log(`  ${cells.join('  ')}`)
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]
}

function millions(multiplyAdds) {
  return `${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds`
}
