import { zipSync } from 'fflate'
import { type ExportArray, npy } from './npy.js'

/** The earliest time a ZIP entry can hold: a fixed one, so that equal arrays give equal bytes. */
const EPOCH = new Date(1980, 0, 1)

/**
 * Packs named arrays into a compressed NPZ archive, which `numpy.load` opens.
 *
 * @returns the archive; the same arrays give the same bytes
 */
export function npz(arrays: Readonly<Record<string, ExportArray>>): Uint8Array {
  const entries = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)] as const)
  return zipSync(Object.fromEntries(entries), { level: 6, mtime: EPOCH })
}
