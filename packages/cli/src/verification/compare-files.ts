import { createReadStream } from 'node:fs'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { openNpz } from '@umbra/core/explain'
import { compareNumbers, type Difference, type Manifest, numbersText } from '@umbra/core/study'
import { hashOfFile } from '../disk/hash-of-file.js'
import { readIfThere } from '../disk/read-if-there.js'
import { MANIFEST_FILE } from '../output/manifest.js'
import { manifestDifference } from './manifest-difference.js'
import { isExplanation, type Line, steadyLines } from './steady-lines.js'

/** Characters of a line that are quoted. */
const QUOTED = 60

/**
 * Compares the files of a result with those of the same made once more: byte by byte, but for the clock in documents of
 * explanations.
 *
 * @param written - the folder of the result, whose files are as its manifest says
 * @param made - the folder of the other, with its manifest
 * @returns what differs, documents and numbers first
 */
export async function compareFolders(
  written: { readonly path: string; readonly manifest: Manifest & { readonly sealed: boolean } },
  made: { readonly path: string; readonly manifest: Manifest },
  signal: AbortSignal,
): Promise<Difference[]> {
  const differences: Difference[] = []
  const then = new Map(written.manifest.files.map((file) => [file.name, file.sha256]))
  const now = new Map(made.manifest.files.map((file) => [file.name, file.sha256]))
  for (const name of [...then.keys()].sort((a, b) => rank(a) - rank(b))) {
    signal.throwIfAborted()
    if (then.get(name) === now.get(name)) continue
    const difference = now.has(name)
      ? await differenceOf(name, join(written.path, name), join(made.path, name))
      : { file: name, what: 'nothing computed again gives this file' }
    if (difference) differences.push(difference)
  }
  for (const name of now.keys())
    if (!then.has(name))
      differences.push({ file: name, what: 'it is not there, and computing again writes it' })
  // It lists the hashes of whatever else differs.
  if (differences.length > 0) return differences
  if (!written.manifest.sealed) return []
  const own = [...now.keys()].some(isExplanation)
    ? manifestDifference(written.manifest, made.manifest)
    : await bytesDifference(written.path, made.path)
  return own ? [own] : []
}

/** Of a result whose documents are those recorded, but for what computing gives, the manifest is too. */
async function bytesDifference(written: string, made: string): Promise<Difference | undefined> {
  const paths = [written, made].map((path) => join(path, MANIFEST_FILE))
  const [then, now] = await Promise.all(paths.map((path) => hashOfFile(path)))
  return then!.sha256 === now!.sha256 ? undefined : lineDifference(MANIFEST_FILE, paths[0]!, paths[1]!)
}

function rank(name: string): number {
  return ['.json', '.npz', '.npy', '.csv'].includes(extname(name)) ? 0 : 1
}

async function differenceOf(file: string, written: string, made: string): Promise<Difference | undefined> {
  if (file.endsWith('.npz')) return npzDifference(file, written, made)
  if (/\.(json|csv|svg|html)$/.test(file)) return lineDifference(file, written, made)
  return { file, what: 'its bytes are others than computing again gives' }
}

/** Which image of which array, and how far. */
async function npzDifference(file: string, written: string, made: string): Promise<Difference> {
  const [then, now] = await Promise.all(
    [written, made].map(async (path) => openNpz((await readIfThere(path))!, path)),
  )
  for (const name of now!.names) {
    if (!then!.names.includes(name)) return { file, what: `it has no array ${name}` }
    const [a, b] = [then!.array(name), now!.array(name)]
    if (a.shape.join() !== b.shape.join() || a.type !== b.type)
      return {
        file,
        where: name,
        what: `it is ${a.type} ${a.shape.join('×')}, computed ${b.type} ${b.shape.join('×')}`,
      }
    const size = b.data.length / (b.shape[0] || 1)
    const indices = then!.names.includes('indices') ? then!.array('indices').data : undefined
    for (let i = 0; i < (b.shape[0] ?? 1); i++) {
      const part = (values: typeof a.data) => values.subarray(i * size, (i + 1) * size)
      const { differing, largest } = compareNumbers(part(a.data), part(b.data))
      if (differing === 0) continue
      const where = `${name} of image ${indices?.[i] ?? i}`
      return { file, where, what: numbersText(differing, size, largest) }
    }
  }
  return { file, what: 'its arrays are the same, and packed otherwise' }
}

/** The first line that is another. */
async function lineDifference(file: string, written: string, made: string): Promise<Difference | undefined> {
  const steady = isExplanation(file)
  const [then, now] = [lines(written, steady), lines(made, steady)]
  try {
    for (;;) {
      const [a, b] = [await then.next(), await now.next()]
      if (a.done && b.done) break
      if (!a.done && !b.done && a.value.text === b.value.text) continue
      const at = (a.done ? b.value : a.value) as Line
      const image = at.image > 0 ? ` (image ${at.image})` : ''
      const [x, y] = quoted(a.done ? undefined : a.value.text, b.done ? undefined : b.value.text)
      return { file, where: `line ${at.number}${image}`, what: `it reads ${x}, computed ${y}` }
    }
  } finally {
    await then.return(undefined)
    await now.return(undefined)
  }
  return steady ? undefined : { file, what: 'its lines end otherwise' }
}

/** A text's lines; of explanations without what the clock and the number of threads decide. */
async function* lines(path: string, steady: boolean): AsyncGenerator<Line, void, undefined> {
  const input = createReadStream(path, 'utf8')
  try {
    const texts = createInterface({ input, crlfDelay: 0 })
    if (steady) return yield* steadyLines(texts)
    let number = 0
    for await (const text of texts) yield { number: ++number, text, image: 0 }
  } finally {
    input.destroy()
  }
}

/** Where two lines part, a few characters before and after. */
function quoted(a: string | undefined, b: string | undefined): readonly [string, string] {
  const from = Math.max(
    0,
    [...(a ?? '')].findIndex((character, i) => character !== (b ?? '')[i]) - QUOTED / 2,
  )
  const part = (text: string | undefined) =>
    text === undefined ? 'nothing' : text.slice(from, from + QUOTED).trim() || 'an empty line'
  return [part(a), part(b)]
}
