import { InputError } from '../errors.js'
import type { Workload } from './workload.js'

/**
 * The workloads that patterns name: an id, or its beginning up to a slash.
 *
 * @throws InputError WORKLOAD_UNKNOWN
 */
export function chooseWorkloads(workloads: readonly Workload[], patterns?: readonly string[]): Workload[] {
  if (!patterns) return [...workloads]
  const matches = ({ id }: Workload, pattern: string) => id === pattern || id.startsWith(`${pattern}/`)
  for (const pattern of patterns) {
    if (workloads.some((workload) => matches(workload, pattern))) continue
    const ids = workloads.map(({ id }) => id).join(', ')
    throw new InputError('WORKLOAD_UNKNOWN', `workload ${pattern} is none of ${ids}`)
  }
  return workloads.filter((workload) => patterns.some((pattern) => matches(workload, pattern)))
}
