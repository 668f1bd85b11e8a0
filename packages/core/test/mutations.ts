import { InputError, Random, UmbraError } from '../src/index.js'

/** A file's bytes, damaged: bits flipped, bytes set to what trips readers, a piece cut out, doubled or moved, an end lost. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged: Uint8Array = bytes.slice()
  const times = 1 + random.integer(3)
  for (let i = 0; i < times; i++) damaged = mutation(damaged, random)
  return damaged
}

const EXTREMES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x22, 0x7b, 0x7d, 0x2d, 0x39]

function mutation(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(random.integer(256))
  // Headers decide most, and are short: half of all damage goes there.
  const at = random.integer(random.integer(2) === 0 ? Math.min(64, bytes.length) : bytes.length)
  const length = 1 + random.integer(Math.min(16, bytes.length))
  switch (random.integer(6)) {
    case 0:
      bytes[at]! ^= 1 << random.integer(8)
      return bytes
    case 1:
      return bytes.fill(EXTREMES[random.integer(EXTREMES.length)]!, at, at + length)
    case 2:
      return bytes.slice(0, at)
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length))
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at))
    default: {
      const from = random.integer(bytes.length)
      bytes.copyWithin(at, from, from + length)
      return bytes
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Values that stand where others do: of other types, extreme, and keys that every object has. */
const VALUES: readonly (() => unknown)[] = [
  () => null,
  () => -1,
  () => 0,
  () => 2 ** 31,
  () => 1e308,
  () => 0.5,
  () => '',
  () => '__proto__',
  () => [],
  () => ({}),
  () => [[[[]]]],
  () => true,
  () => JSON.parse('{"__proto__": {"class_name": "Conv2D"}, "constructor": 1}'),
]

/** JSON with one to three of its values replaced, removed, doubled or exchanged for one from elsewhere. */
export function mutatedJson(json: unknown, random: Random): unknown {
  const copy = structuredClone(json)
  for (let i = 1 + random.integer(3); i > 0; i--) {
    const places = placesOf(copy)
    if (places.length === 0) return copy
    const [holder, key] = places[random.integer(places.length)]!
    const kind = random.integer(4)
    if (kind === 0) removed(holder, key)
    else if (kind === 1) {
      const [other, name] = places[random.integer(places.length)]!
      // A copy, for a value put into itself has no end.
      holder[key] = structuredClone(other[name])
    } else holder[key] = VALUES[random.integer(VALUES.length)]!()
  }
  return copy
}

/** Numbers that sizes and counts are replaced by. */
const NUMBERS = [0, -1, 2, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e308, 5e-324, -0.5]

/** JSON of the same structure that claims more: numbers replaced by extremes, lists repeated, text lengthened, values nested. */
export function inflatedJson(json: unknown, random: Random): unknown {
  const copy = structuredClone(json)
  const places = placesOf(copy).filter(([holder, key]) => inflatable(holder[key]))
  for (let i = 1 + random.integer(2); i > 0; i--) {
    const [holder, key] = places[random.integer(places.length)] ?? []
    if (holder && key !== undefined) holder[key] = inflated(holder[key], random)
  }
  return copy
}

function inflatable(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'object'
}

function inflated(value: unknown, random: Random): unknown {
  if (random.integer(12) === 0) return nested(value, [3, 200, 5000][random.integer(3)]!)
  if (typeof value === 'number') return NUMBERS[random.integer(NUMBERS.length)]!
  const times = [2, 40, 3000][random.integer(3)]!
  if (typeof value === 'string') return value.repeat(times)
  if (!Array.isArray(value) || value.length === 0) return value
  // The same things again, which is what a short file that unpacks to a long one holds.
  return Array.from({ length: Math.min(20_000, times * value.length) }, (_, i) => value[i % value.length])
}

function nested(value: unknown, depth: number): unknown {
  let outer = value
  for (let i = 0; i < depth; i++) outer = i % 2 === 0 ? [outer] : { layers: outer }
  return outer
}

type Holder = Record<string | number, unknown>

function removed(holder: Holder, key: string | number): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function placesOf(json: unknown): (readonly [Holder, string | number])[] {
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, value]) => [[json as Holder, key] as const, ...placesOf(value)])
}

/** What came of reading damaged files. */
export interface Outcomes {
  readonly read: number
  readonly refused: ReadonlyMap<string, number>
}

/**
 * Reads damaged file after damaged file. Each must be read, or refused by an error that names what is wrong in one line;
 * anything else is thrown on, with the seed that leads there.
 */
export async function readDamaged(
  times: number,
  seed: number,
  read: (random: Random) => unknown,
): Promise<Outcomes> {
  const root = new Random(seed)
  const refused = new Map<string, number>()
  let good = 0
  for (let i = 0; i < times; i++) {
    try {
      await read(root.split(`file ${i}`))
      good++
    } catch (error) {
      const expected = error instanceof UmbraError || error instanceof InputError
      if (!expected || /\p{Cc}/u.test((error as Error).message) || error.message.length > 2000) {
        throw new Error(`file ${i} of seed ${seed}: ${(error as Error).name}: ${(error as Error).message}`, {
          cause: error,
        })
      }
      refused.set(error.code, (refused.get(error.code) ?? 0) + 1)
    }
  }
  return { read: good, refused }
}
