import { bytesAt, LARGEST_FILE } from './limited.js'

/** A file's bytes, from a URL, relative to the page. */
export function readFile(location: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  return bytesAt(location, largest)
}

/** A file below a folder. A server decides what lies there. */
export function readFileBelow(folder: string, name: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  return bytesAt(folder + name, largest)
}
