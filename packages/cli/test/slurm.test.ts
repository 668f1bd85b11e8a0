import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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

/** How often each of a job's tasks was put back. */
function restarts(job: string): number[] {
  return [...slurm.run('scontrol', 'show', 'job', job).matchAll(/Restarts=(\d+)/g)].map(([, count]) =>
    Number(count),
  )
}

/** Waits until a task has been put back, which Slurm then holds for some seconds, and gives it time to end. */
async function goOn(task: string): Promise<void> {
  await until(() => restarts(task)[0] === 1 && states(task)[0] === 'PENDING')
  slurm.run('scontrol', 'update', `jobid=${task}`, 'TimeLimit=60')
}

/** Whether a task has finished some of its work. */
function keptIn(part: string): boolean {
  const cells = join(cwd, part, 'cells')
  return existsSync(cells) && readdirSync(cells).some((name) => name.endsWith('.maps'))
}

/** The array's script with a task that does nothing after its first piece of work until it is told to end. */
function awaiting(array: string, task: number): string {
  const fixture = pathToFileURL(join(import.meta.dirname, 'fixtures/stopped-after-a-cell.mjs')).href
  const isIts = `[ "$SLURM_ARRAY_TASK_ID" -eq ${task} ] && [ "\${SLURM_RESTART_COUNT:-0}" -eq 0 ]`
  const preload = `export UMBRA_TEST_AWAITED=SIGTERM NODE_OPTIONS="--import ${fixture}"`
  return array.replace('srun', `if ${isIts}; then ${preload}; fi\nsrun`)
}

/** Submits the documented array and merge. @returns the numbers of both */
function submit(array: string, merge: string): readonly [string, string] {
  const name = `${randomUUID()}.sh`
  writeFileSync(join(cwd, name), array)
  const merging = slurm.run('sh', '-c', `${merge.trim().replace('study.sh', name)}; echo "array $study"`)
  return [merging.match(/array (\d+)/)![1]!, merging.match(/batch job (\d+)/)![1]!]
}

describe.skipIf(!version && !process.env.CI)('the documented array on Slurm', { timeout: 180_000 }, () => {
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

  // Both at once: until Slurm looks for tasks whose time is nearly up, which it does every half a minute, there is the other to run.
  test.concurrent('with a task requeued in its middle, and one that is told to end before its time is up, merges to what one run writes', async () => {
    const { array, submit: merge } = documented(study)
    // The last task's own number is the array's: what it asks for itself must not be done to all.
    const [job, merging] = submit(awaiting(array, 3), merge)
    await until(() => states(`${job}_1`)[0] === 'RUNNING')
    slurm.run('scontrol', 'requeue', `${job}_1`)
    await goOn(`${job}_1`)
    await until(() => keptIn('parts/3'))
    slurm.run('scontrol', 'update', `jobid=${job}_3`, 'TimeLimit=1')
    await goOn(`${job}_3`)
    await until(() => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(states(merging)[0]!))
    process.stderr.write(
      slurm
        .run('scontrol', 'show', 'job', '-o', job)
        .replace(/^(JobId=\S+).*(JobState=\S+).*(Restarts=\d+).*$/gm, '$1 $2 $3'),
    )
    expect([states(job), states(merging)]).toEqual([['COMPLETED', 'COMPLETED', 'COMPLETED'], ['COMPLETED']])
    expect([1, 2, 3].flatMap((task) => restarts(`${job}_${task}`))).toEqual([1, 0, 1])
    expect(contentsOf(join(cwd, 'study'))).toEqual(contentsOf(join(cwd, 'whole')))
  })

  test.concurrent('with a task that fails, and one that is cancelled and stays so, ends the merge that waits, which writes nothing', async () => {
    const { array, submit: merge } = documented(`${study} --seed 1`)
    const failing = awaiting(array, 1)
      .replace('srun', '[ "$SLURM_ARRAY_TASK_ID" -ne 2 ] || exit 1\nsrun')
      .replaceAll('parts/', 'failed/')
    const [job, merging] = submit(
      failing,
      merge.replace('parts/*', 'failed/*').replace('--out study', '--out never'),
    )
    await until(() => keptIn('failed/1'))
    slurm.run('scancel', `${job}_1`)
    await until(() => states(merging)[0] === 'CANCELLED' && states(`${job}_1`)[0] !== 'COMPLETING')
    expect([1, 2].flatMap((task) => states(`${job}_${task}`))).toEqual(['CANCELLED', 'FAILED'])
    expect(existsSync(join(cwd, 'never'))).toBe(false)
  })
})
