import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { Machine, Reading } from '@umbra/core/benchmark'

/** The machine a benchmark runs on, as Node knows it. */
export function thisMachine(): Machine {
  return {
    platform: 'node',
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}, ${process.arch}`,
    runtime: `Node ${process.versions.node} (V8 ${process.versions.v8})`,
  }
}

const MOMENT = 400

/** Looks how busy others keep the machine, while this process and its children wait. */
export async function readMachine(): Promise<Omit<Reading, 'seconds'>> {
  const before = spent()
  await setTimeout(MOMENT)
  const after = spent()
  const all = after.all - before.all
  const busy = all > 0 ? Math.max(0, (after.busy - before.busy) / all) : undefined
  // Windows knows no load average, and says 0.
  const load = process.platform === 'win32' ? undefined : loadavg()[0]
  return { ...(load !== undefined && { load }), ...(busy !== undefined && { busy }) }
}

/** Processor time so far, of all processors together. */
function spent(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0]
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq
    busy += used
    all += used + times.idle
  }
  return { busy, all }
}
