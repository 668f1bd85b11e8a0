import { closest, distance } from 'fastest-levenshtein'

/** ` (Did you mean learningRate?)`, where one of the known names is near the one given; else nothing. */
export function suggestion(name: string, known: readonly string[]): string {
  const plain = (text: string) => text.replaceAll(/[-_]/g, '').toLowerCase()
  const nearest = closest(plain(name), known.map(plain))
  const far = distance(plain(name), nearest) > Math.max(1, Math.floor(name.length / 3))
  return far ? '' : ` (Did you mean ${known.find((other) => plain(other) === nearest)}?)`
}
