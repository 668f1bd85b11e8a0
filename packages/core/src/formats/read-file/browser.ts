import { bytesAt, LARGEST_FILE } from './limited.js'

/** A file's bytes, from a URL, relative to the page. */
export function readFile(location: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  return bytesAt(location, largest)
}

/** A page has no local files: of a URL the name has to do. */
export async function readHead(_location: string, _bytes: number): Promise<Uint8Array> {
  return new Uint8Array(0)
}

/** A server does not tell what it has. */
export async function listFolder(_location: string): Promise<readonly string[]> {
  return []
}

/** A file below a folder. A server decides what lies there. */
export function readFileBelow(folder: string, name: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  return bytesAt(folder + name, largest)
}
