/** The classes of a network: how many, and their names where it has any. */
export interface ClassList {
  readonly classes: number
  readonly names?: readonly string[] | undefined
}

/** Which class of one network is which of another. */
export interface ClassMatch {
  /** By name where both have names; else by place, where both have as many; else not at all. */
  readonly by: 'name' | 'place' | 'nothing'
  /** The other network's class for one of the first's; undefined where it has none. */
  of(k: number): number | undefined
  /** In words, and what is assumed. */
  readonly text: string
}

/** Matches the classes of two networks. Names are the same whatever their case, and with _ for a space. */
export function matchClasses(first: ClassList, second: ClassList): ClassMatch {
  if (first.names && second.names) return byName(first.names, second.names)
  const [a, b] = [first.classes, second.classes]
  if (a !== b) {
    const text = `The first network has ${a} classes, the second ${b}, and not both name them: none can be matched, and each map is of what its own network predicts.`
    return { by: 'nothing', of: () => undefined, text }
  }
  const text =
    !first.names && !second.names
      ? `Neither network names its classes, and both have ${a}: they are matched by their place.`
      : `Only the ${first.names ? 'first' : 'second'} network names its classes, and both have ${a}: they are matched by their place. Whether the order is the same, nothing tells.`
  return { by: 'place', of: (k) => k, text }
}

function byName(first: readonly string[], second: readonly string[]): ClassMatch {
  const exact = placesOf(second)
  const alike = placesOf(second.map(plain))
  const of = (k: number) => exact.get(first[k]!) ?? alike.get(plain(first[k]!)) ?? undefined
  const found = first.filter((_, k) => of(k) !== undefined).length
  const rest =
    found < first.length
      ? ' Of a class that is not there, the second map is of what its network predicts.'
      : ''
  const text = `Classes are matched by name: the second network has ${found} of the first’s ${first.length}.${rest}`
  return { by: 'name', of, text }
}

function plain(name: string): string {
  return name.replaceAll('_', ' ').trim().toLowerCase()
}

/** Where each name stands; nowhere where several are the same. */
function placesOf(names: readonly string[]): Map<string, number | null> {
  const places = new Map<string, number | null>()
  for (const [k, name] of names.entries()) places.set(name, places.has(name) ? null : k)
  return places
}
