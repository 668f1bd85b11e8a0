import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below a folder with its SHA-256, taken without what says when and how long it ran. */
export function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return Object.fromEntries(
    files.map((name) => {
      const bytes = readFileSync(join(folder, name))
      if (name.endsWith('report.html')) return [name, sha256(withoutDay(bytes.toString()))]
      return [name, sha256(name.endsWith('.json') ? withoutClock(bytes.toString()) : bytes)]
    }),
  )
}

function withoutClock(json: string): string {
  // The manifest's seal is over its clock, and it has the hashes of the documents.
  const { timings: _, provenance, created: __, seal: ___, files, ...rest } = JSON.parse(json)
  const others = files?.filter(({ name }: { name: string }) => !/\.json$|report\.html$/.test(name))
  const document = { ...rest, provenance: provenance && { ...provenance, created: '' }, others }
  return JSON.stringify(document, (key, value) => (key === 'milliseconds' ? undefined : value))
}

/** A report's only clock is the day in its head. */
function withoutDay(report: string): string {
  return report.replace(/<time datetime="[\d-]+">[^<]+<\/time>/, '')
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
