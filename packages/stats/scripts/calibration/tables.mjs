import * as crossed from './crossed-coverage.mjs'
import { generator } from './generator.mjs'
import { drawStudy, populations } from './studies.mjs'
import { readStudy, tests } from './tests-of-a-study.mjs'

const LEVEL = 0.05
const PERMUTATIONS = 499
/** Below this an interval of 95% is called too short. */
const LEAST_COVERAGE = 0.93

const standardError = (share, runs) => Math.sqrt((share * (1 - share)) / runs)

/** `0.051 ± 0.007`: a share with its binomial standard error. */
function written(count, runs) {
  const share = count / runs
  return `${share.toFixed(3)} ± ${standardError(share, runs).toFixed(3)}`
}

/** Bold where a test rejects too often, italic where too seldom: by more than three standard errors of a share that is 5%. */
function rejection(count, runs) {
  const beyond = (count / runs - LEVEL) / standardError(LEVEL, runs)
  return beyond > 3
    ? `**${written(count, runs)}**`
    : beyond < -3
      ? `*${written(count, runs)}*`
      : written(count, runs)
}

/** Rejections at 5% of each test in studies of one population. */
function rejections(stats, population, planted, names, { seed, runs }) {
  const source = generator(seed)
  const counts = names.map(() => 0)
  const options = { uniform: source.uniform, permutations: PERMUTATIONS }
  for (let run = 0; run < runs; run++) {
    const study = readStudy(stats, drawStudy(source, population, planted), population.regions, options)
    names.forEach((name, t) => {
      if (tests[name](study) <= LEVEL) counts[t]++
    })
  }
  return counts
}

const populationWords = ({ name, n }) => `| ${name} | ${n[0] === n[1] ? n[0] : n.join(' and ')} |`
const names = Object.keys(tests)

/** Rows are made one by one, so that one alone can be made again. `row(stats, i, { seed, runs })` */
export const tables = {
  null: {
    head: `| no difference, though the classes' ink differs | n | ${names.join(' | ')} |`,
    columns: names.length + 2,
    rows: populations.length,
    row(stats, i, { seed, runs }) {
      const population = populations[i]
      const counts = rejections(stats, population, { place: 0, strength: 1 }, names, { seed: seed + i, runs })
      return `${populationWords(population)} ${counts.map((count) => rejection(count, runs)).join(' | ')} |`
    },
  },
  planted: {
    head: '| planted in | population | n | profiles, by relabelling | strength | raw interaction |',
    columns: 6,
    rows: 2 * populations.length,
    row(stats, i, { seed, runs }) {
      const population = populations[i % populations.length]
      const place = i < populations.length
      const three = ['profiles, by relabelling', 'strength', 'raw interaction']
      const planted = place ? { place: 0.04, strength: 1 } : { place: 0, strength: 1.05 }
      const counts = rejections(stats, population, planted, three, { seed: seed + 100 + i, runs })
      const cells = counts.map((count, t) =>
        t === (place ? 1 : 0) || (!place && t === 2) ? rejection(count, runs) : written(count, runs),
      )
      return `| ${place ? 'place' : 'strength'} ${populationWords(population)} ${cells.join(' | ')} |`
    },
  },
  coverage: {
    head: `| networks | images | variances: networks, images, both | ${crossed.columns.join(' | ')} |`,
    columns: 7,
    rows: crossed.designs.length,
    row(stats, i, { seed, runs }) {
      const counts = crossed.coverage(stats, generator(seed + 200 + i), crossed.designs[i], 2 * runs)
      const cells = counts.map(({ held, runs: all }) =>
        held / all < LEAST_COVERAGE ? `**${written(held, all)}**` : written(held, all),
      )
      return `${crossed.designWords(crossed.designs[i])} ${cells.join(' | ')} |`
    },
  },
}
