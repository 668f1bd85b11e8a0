import type { Difference, Manifest } from '@umbra/core/study'
import { MANIFEST_FILE } from '../output/manifest.js'
import { bitsOf } from './same-bits.js'
import { isExplanation } from './steady-lines.js'

const UNREPEATED = new Set(['umbra', 'created', 'versions', 'seal', 'sealed'])

/**
 * Compares the manifest of explained images with that of the same explained once more, field by field, but for what no computing repeats:
 * when, by which version, on how many threads and which version of Node, and under which path the model lay.
 *
 * @returns the first field that is another
 */
export function manifestDifference(written: Manifest, made: Manifest): Difference | undefined {
  const [then, now] = [steadyFields(written), steadyFields(made)]
  for (const field of new Set([...Object.keys(now), ...Object.keys(then)])) {
    const [a, b] = [then[field], now[field]].map((value) => JSON.stringify(value) ?? 'absent')
    if (a === b) continue
    return { file: MANIFEST_FILE, where: field, what: `it is ${shortened(a!)}, computed ${shortened(b!)}` }
  }
  return undefined
}

function steadyFields(manifest: Manifest): Record<string, unknown> {
  const { engine, model, files } = manifest
  const fields = Object.entries(manifest).filter(([field]) => !UNREPEATED.has(field))
  return {
    ...Object.fromEntries(fields),
    engine: { name: engine.name, variant: bitsOf(engine.variant) },
    ...(model && { model: { sha256: model.sha256 } }),
    // How long a document is hangs on the clock that it quotes.
    files: files.map(({ name, sha256 }) => (isExplanation(name) ? { name } : { name, sha256 })),
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
