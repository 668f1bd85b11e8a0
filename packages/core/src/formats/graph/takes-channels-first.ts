/** What a node of a graph tells of the order of axes in what it reads. */
export interface Telling<Name> {
  readonly reads: readonly Name[]
  readonly gives: readonly Name[]
  /** Undefined for one that tells nothing; `same` where it gives what it reads in the same order. */
  readonly tells: 'first' | 'last' | 'same' | undefined
}

/**
 * Whether images enter a graph channels first: the first node that tells anything, of those that read the image or what was made of it
 * value by value, says so.
 *
 * @param nodes - each after those it reads
 */
export function takesChannelsFirst<Name>(image: Name, nodes: Iterable<Telling<Name>>): boolean {
  const alike = new Set([image])
  for (const { reads, gives, tells } of nodes) {
    if (!reads.some((name) => alike.has(name))) continue
    if (tells === 'first' || tells === 'last') return tells === 'first'
    if (tells === 'same') for (const name of gives) alike.add(name)
  }
  return false
}

/** What a permutation of an image's axes tells: to channels last is for what comes channels first. */
export function toldByOrder(order: ArrayLike<number> | undefined): 'first' | 'last' | undefined {
  const text = order && Array.from(order).join()
  return text === '0,2,3,1' ? 'first' : text === '0,3,1,2' ? 'last' : undefined
}
