import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN } from './run-umbra.js'

/** A Slurm of one node, this machine, on loopback. */
export interface SlurmCluster {
  readonly version: string
  /** Runs a command of Slurm's, or a script that calls some. @returns what it prints */
  run(command: string, ...args: readonly string[]): string
  stop(): Promise<void>
}

/** What Slurm says of itself; undefined where it, its authentication or the right to start both are missing. */
export function slurmVersion(): string | undefined {
  try {
    execFileSync('munged', ['--version'])
    execFileSync('slurmd', ['-V'])
    return process.getuid?.() === 0
      ? execFileSync('slurmctld', ['-V'], { encoding: 'utf8' }).trim()
      : undefined
  } catch {
    return undefined
  }
}

/** Starts the three daemons of a cluster in a folder of its own; `umbra` on its nodes is the command line built here. */
export function startSlurm(cwd: string): SlurmCluster {
  const folder = mkdtempSync(join(tmpdir(), 'umbra-slurm-'))
  chmodSync(folder, 0o755)
  for (const name of ['state', 'spool', 'bin']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'slurm.conf'), configuration(folder))
  writeFileSync(join(folder, 'munge.key'), crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o400 })
  const umbra = join(folder, 'bin/umbra')
  writeFileSync(umbra, `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, { mode: 0o755 })
  const path = `${join(folder, 'bin')}:${process.env.PATH}`
  const env = { ...process.env, PATH: path, SLURM_CONF: join(folder, 'slurm.conf') }
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd, env, encoding: 'utf8' })
  const munge = ['key', 'socket', 'pid', 'log', 'seed'].map((what) => {
    const option = what === 'socket' ? 'socket' : `${what}-file`
    return `--${option}=${join(folder, `munge.${what}`)}`
  })
  run('munged', '--force', ...munge)
  run('slurmctld')
  run('slurmd')
  const stop = async () => {
    // The controller writes its state until it is gone.
    for (const name of ['slurmd.pid', 'slurmctld.pid', 'munge.pid'])
      await ended(Number(readFileSync(join(folder, name), 'utf8')))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { version: slurmVersion()!, run, stop }
}

/** A task that is put back waits until its node forgets what the run before was let do (`cred_expire`, seconds): two minutes elsewhere. */
function configuration(folder: string): string {
  const host = hostname().split('.')[0]
  const port = 20_000 + 2 * (process.pid % 10_000)
  return `ClusterName=umbra
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmdPort=${port + 1}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=10
SlurmUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2048 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
`
}

/** Ends a daemon, and returns once it is gone. */
async function ended(pid: number): Promise<void> {
  process.kill(pid)
  try {
    for (;;) {
      process.kill(pid, 0)
      await new Promise((done) => setTimeout(done, 50))
    }
  } catch {
    // There is no such process any more.
  }
}
