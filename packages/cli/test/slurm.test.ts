import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentsOf } from './contents-of.js'
import { umbra } from './run-umbra.js'
import { type SlurmCluster, slurmVersion, startSlurm } from './slurm-cluster.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

const version = slurmVersion()
if (!version) {
  process.stderr.write('Slurm and munge are not installed, or may not be started: its tests are left out\n')
}

/** The two scripts of docs/scale.md, with what is small and here in place of what is large and elsewhere. */
function documented(study: string): { readonly array: string; readonly submit: string } {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/scale.md'), 'utf8').split('## Slurm')[1]!
  const [array, submit] = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => script!)
  return {
    array: array!
      .replace('--array=1-8', '--array=1-3')
      .replace('cpus-per-task=4', 'cpus-per-task=1')
      .replace('study --model reference --images 800', study),
    submit: submit!,
  }
}

let cwd: string
let slurm: SlurmCluster
let study: string

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 200))
}

/** States of a job's tasks: `COMPLETED`, `FAILED`, `PENDING`. */
function states(job: string): string[] {
  return [...slurm.run('scontrol', 'show', 'job', job).matchAll(/JobState=(\w+)/g)].map(([, state]) => state!)
}

/** Submits the documented array and merge. @returns the numbers of both */
function submit(array: string, merge: string): readonly [string, string] {
  writeFileSync(join(cwd, 'study.sh'), array)
  const merging = slurm.run('sh', '-c', `${merge.trim()}; echo "array $study"`)
  return [merging.match(/array (\d+)/)![1]!, merging.match(/batch job (\d+)/)![1]!]
}

describe.skipIf(!version && !process.env.CI)('the documented array on Slurm', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    const data = writeTinyData({ train: 12, test: 60 })
    cwd = temporaryFolder()
    await umbra(['train', '--data', data, '--epochs', '3', '--out', 'model'], { cwd })
    study = `study --data ${data} --model model --selection all --permutations 99 --images 12 --classes 1,7 --controls 1`
    const one = await umbra([...study.split(' '), '--threads', '1', '--out', 'whole'], { cwd })
    expect(one.code, one.stderr).toBe(0)
    slurm = startSlurm(cwd)
    process.stderr.write(`${slurm.version}\n`)
  })

  afterAll(() => slurm?.stop())

  test('with a task requeued in its middle merges to what one run writes', async () => {
    const { array, submit: merge } = documented(study)
    const [job, merging] = submit(array, merge)
    await until(() => states(`${job}_1`)[0] === 'RUNNING')
    slurm.run('scontrol', 'requeue', `${job}_1`)
    // Slurm holds a requeued task back for two minutes.
    await until(() => states(`${job}_1`)[0] === 'PENDING')
    slurm.run('scontrol', 'update', `jobid=${job}_1`, 'StartTime=now')
    await until(() => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(states(merging)[0]!))
    process.stderr.write(
      slurm
        .run('scontrol', 'show', 'job', '-o', job)
        .replace(/^(JobId=\S+).*(JobState=\S+).*(Restarts=\d+).*$/gm, '$1 $2 $3'),
    )
    expect([states(job), states(merging)]).toEqual([['COMPLETED', 'COMPLETED', 'COMPLETED'], ['COMPLETED']])
    expect(contentsOf(join(cwd, 'study'))).toEqual(contentsOf(join(cwd, 'whole')))
  })

  test('with a task that fails ends the merge that waits, which writes nothing', async () => {
    const { array, submit: merge } = documented(`${study} --seed 1`)
    const failing = array
      .replace('srun', '[ "$SLURM_ARRAY_TASK_ID" -ne 2 ] || exit 1\nsrun')
      .replaceAll('parts/', 'failed/')
    const [job, merging] = submit(
      failing,
      merge.replace('parts/*', 'failed/*').replace('--out study', '--out never'),
    )
    await until(() => states(merging)[0] === 'CANCELLED')
    expect(states(`${job}_2`)).toEqual(['FAILED'])
    expect(existsSync(join(cwd, 'never'))).toBe(false)
  })
})
