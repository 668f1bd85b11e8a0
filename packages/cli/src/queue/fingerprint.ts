import { createHash } from 'node:crypto'
import { version } from '@umbra/core/explain'

/** What workers and those they work for must have in common, for their bits hang on it. */
export interface Fingerprint {
  readonly umbra: string
  readonly node: string
  /** The kernel build. */
  readonly variant: string
}

export function fingerprintOf(variant: string): Fingerprint {
  return { umbra: version, node: process.versions.node, variant }
}

/**
 * The queue of all that are alike: another's units are never even seen.
 *
 * @param isShared - whether models and images lie in a folder, which only some workers are given
 */
export function queueName(fingerprint: Fingerprint, isShared: boolean): string {
  const alike = createHash('sha256').update(JSON.stringify(fingerprint)).digest('hex').slice(0, 16)
  return `umbra-${alike}${isShared ? '-shared' : ''}`
}

export function fingerprintText({ umbra, node, variant }: Fingerprint): string {
  return `Umbra ${umbra}, Node ${node}, ${variant}`
}
