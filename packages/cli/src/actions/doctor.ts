import { existsSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { version } from '@umbra/core/explain'
import { formatCount, formatPercent } from '@umbra/core/words'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { openModel } from '../input/open-model.js'
import { shippedFolder } from '../shipped-files.js'
import type { DoctorReport, EngineTrial, Finding } from '../summaries/doctor-report.js'
import { doctorSummary } from '../summaries/doctor-summary.js'
import { selfCheck, TOLERANCE } from './self-check.js'

/**
 * Tries out what this machine offers and says what will run.
 *
 * @throws Error DOCTOR_FOUND_PROBLEMS after the report, if something needed does not work
 */
export async function doctor({ terminal }: Context): Promise<void> {
  const engines = await selfCheck()
  const data = [await dataFinding('train'), await dataFinding('test')]
  const [model, studio] = [await modelFinding(), studioFinding()]
  const report: DoctorReport = {
    umbra: version,
    node: {
      version: process.versions.node,
      v8: process.versions.v8,
      platform: process.platform,
      arch: process.arch,
    },
    processor: { name: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism() },
    webAssembly: {
      simd: hasRun(engines, 'simd'),
      relaxedSimd: hasRun(engines, 'relaxed-simd'),
      threads: typeof SharedArrayBuffer !== 'undefined',
    },
    tensorflow: engines.find(({ ran }) => ran?.name === 'batched')?.ran?.variant ?? null,
    engines,
    data,
    model,
    studio,
    problems: problemsOf(engines, [...data, model, studio]),
  }
  terminal.json(report)
  terminal.print(doctorSummary(report, terminal))
  if (report.problems.length > 0) {
    const text = `DOCTOR_FOUND_PROBLEMS: ${report.problems.join('; ')}`
    throw Object.assign(new Error(text), { code: 'DOCTOR_FOUND_PROBLEMS' })
  }
}

function hasRun(engines: readonly EngineTrial[], variant: string): boolean {
  return engines.some(({ ran }) => ran?.name === 'incremental' && ran.variant === variant)
}

async function dataFinding(split: 'train' | 'test'): Promise<Finding> {
  try {
    const { images } = await readData('mnist', split)
    return {
      name: `MNIST ${split}`,
      ok: true,
      detail: `${formatCount(images.shape[0])} images, checksums right`,
    }
  } catch (error) {
    return { name: `MNIST ${split}`, ok: false, detail: (error as Error).message }
  }
}

async function modelFinding(): Promise<Finding> {
  try {
    const { source, sha256, training } = await openModel('reference')
    const accuracy = training ? `, test accuracy ${formatPercent(training.test.accuracy, 2)}` : ''
    return { name: source, ok: true, detail: `SHA-256 ${sha256.slice(0, 12)}…${accuracy}` }
  } catch (error) {
    return { name: 'reference', ok: false, detail: (error as Error).message }
  }
}

function studioFinding(): Finding {
  const ok = existsSync(join(shippedFolder('studio'), 'index.html'))
  return { name: 'studio', ok, detail: ok ? 'umbra serve opens it' : 'not built: npm run build' }
}

/** What must run anywhere; faster builds are a bonus. */
const NEEDED: readonly string[] = ['auto', 'incremental, scalar', 'batched']

/** A machine without relaxed SIMD is no problem; a wrong number is, and so is what should have come with Umbra. */
function problemsOf(engines: readonly EngineTrial[], shipped: readonly Finding[]): string[] {
  const needed = engines.filter(({ asked }) => NEEDED.includes(asked))
  return [
    ...needed.flatMap(({ asked, error }) => (error ? [`engine ${asked}: ${error}`] : [])),
    ...engines.flatMap(({ asked, difference = 0 }) =>
      difference <= TOLERANCE ? [] : [`engine ${asked} differs from the scalar one by ${difference}`],
    ),
    ...shipped.flatMap(({ name, ok, detail }) => (ok ? [] : [`${name}: ${detail}`])),
  ]
}
