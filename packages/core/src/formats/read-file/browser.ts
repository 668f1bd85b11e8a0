import { bytesAt, LARGEST_FILE } from './limited.js'

/** A page has no local files: a location is a URL, which may be relative to the page. */
export function isRemote(_location: string): boolean {
  return true
}

/** A file's bytes, from a URL. */
export function readFile(location: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  return bytesAt(location, largest)
}

/** Never called: it is of local files. */
export async function readHead(_location: string, _bytes: number): Promise<Uint8Array> {
  return new Uint8Array(0)
}

/** Never called: it is of local folders. */
export async function listFolder(_location: string): Promise<readonly string[]> {
  return []
}

/** Never called: it is of local folders. */
export function readFileBelow(folder: string, name: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  return bytesAt(folder + name, largest)
}
