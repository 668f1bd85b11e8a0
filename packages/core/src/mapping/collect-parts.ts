import { InputError } from '../errors.js'
import type { Shard } from './part.js'

/** A part, and what to call it in an error: the folder it was read from. */
export interface Named<P> {
  readonly name: string
  readonly part: P
}

/**
 * All parts of one whole, given in any order, in theirs.
 *
 * @param sharedBy - what all must agree in, by the name a person knows it by
 * @throws InputError PARTS_NONE, PARTS_DIFFER, PARTS_REPEATED, PARTS_MISSING
 */
export function collectParts<P extends { readonly shard: Shard }>(
  parts: readonly Named<P>[],
  sharedBy: (part: P) => Record<string, unknown>,
): readonly Named<P>[] {
  const [first] = parts
  if (!first) throw new InputError('PARTS_NONE', 'no part was given, expected at least one')
  for (const other of parts.slice(1)) requireSame(first, other, sharedBy)
  return inOrder(parts)
}

function requireSame<P>(
  first: Named<P>,
  other: Named<P>,
  sharedBy: (part: P) => Record<string, unknown>,
): void {
  const [a, b] = [sharedBy(first.part), sharedBy(other.part)]
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [one, two] = [JSON.stringify(a[key]), JSON.stringify(b[key])]
    if (one === two) continue
    throw new InputError(
      'PARTS_DIFFER',
      `${key} is ${short(one)} in ${first.name}, but ${short(two)} in ${other.name}`,
    )
  }
}

function short(text: string | undefined): string {
  return text !== undefined && text.length > 120 ? `${text.slice(0, 120)}…` : String(text)
}

/** @throws InputError PARTS_REPEATED, PARTS_MISSING */
function inOrder<P extends { readonly shard: Shard }>(parts: readonly Named<P>[]): readonly Named<P>[] {
  const byIndex = new Map<number, Named<P>>()
  for (const named of parts) {
    const { index, of } = named.part.shard
    const twin = byIndex.get(index)
    if (twin) {
      throw new InputError('PARTS_REPEATED', `${twin.name} and ${named.name} are both part ${index}/${of}`)
    }
    byIndex.set(index, named)
  }
  const { of } = parts[0]!.part.shard
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !byIndex.has(index))
  if (missing.length > 0) {
    const shown = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`
    throw new InputError('PARTS_MISSING', `of ${of} parts ${missing.length} are missing: ${shown}`)
  }
  return [...byIndex.values()].sort((a, b) => a.part.shard.index - b.part.shard.index)
}

/** Seconds by stage, added up. */
export function summed(timings: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [stage, seconds] of timings.flatMap(Object.entries<number>)) {
    sums[stage] = (sums[stage] ?? 0) + seconds
  }
  return sums
}
