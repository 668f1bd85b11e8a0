import type { Hdf5Bytes } from './hdf5-bytes.js'
import { heapObjects } from './heap-objects.js'
import { MESSAGE, type Message } from './object-header.js'

/** Where a group's link leads: to an object of this file, or to another place, which is not followed. */
export type Link = { readonly address: number } | { readonly elsewhere: string }

/** The links of a group by name, from a symbol table or from messages; undefined for what is no group. */
export function readLinks(
  file: Hdf5Bytes,
  messages: readonly Message[],
): ReadonlyMap<string, Link> | undefined {
  const links = new Map<string, Link>()
  let isGroup = false
  for (const { type, at } of messages) {
    if (type === MESSAGE.symbolTable) {
      readSymbols(file, at, links)
      isGroup = true
    } else if (type === MESSAGE.link) {
      links.set(...readLink(file, at))
      isGroup = true
    } else if (type === MESSAGE.linkInfo) {
      const heapAt = at + 2 + (file.u8(at + 1) & 1 ? 8 : 0)
      const heap = file.address(heapAt)
      const tree = file.address(heapAt + 8)
      if (heap !== undefined && tree !== undefined) {
        for (const link of heapObjects(file, heap, tree)) links.set(...readLink(file, link.at))
      }
      isGroup = true
    }
  }
  return isGroup ? links : undefined
}

/** A symbol table: a B-tree whose leaves are lists of symbols, and a heap with their names (III.A.1, III.B to III.D). */
function readSymbols(file: Hdf5Bytes, at: number, links: Map<string, Link>): void {
  const tree = file.address(at)
  const heap = file.address(at + 8)
  if (tree === undefined || heap === undefined) return
  file.expect(heap, 'HEAP')
  const names = file.u64(heap + 24)
  for (const leaf of treeChildren(file, tree, 0, 8)) {
    file.expect(leaf.child, 'SNOD')
    const count = file.u16(leaf.child + 6)
    file.step(count)
    for (let i = 0; i < count; i++) {
      const entry = leaf.child + 8 + 40 * i
      const name = file.textAt(names + file.u64(entry))
      const soft = file.u32(entry + 16) === 2
      const address = file.address(entry + 8)
      links.set(
        name,
        soft || address === undefined
          ? { elsewhere: soft ? file.textAt(names + file.u32(entry + 24)) : 'another file' }
          : { address },
      )
    }
  }
}

/**
 * The children of the leaves of a B-tree of version 1 with the place of the key before each (III.A.1).
 *
 * @param type - 0 for groups, 1 for chunks
 * @param keySize - in bytes
 */
export function treeChildren(
  file: Hdf5Bytes,
  root: number,
  type: 0 | 1,
  keySize: number,
): readonly { readonly key: number; readonly child: number }[] {
  let level = file.u8(root + 5)
  let nodes = [root]
  for (;;) {
    const children: { readonly key: number; readonly child: number }[] = []
    for (const node of nodes) {
      // A tree whose branches meet has more paths than a file has bytes.
      file.takeOnce('branch', node)
      file.expect(node, 'TREE')
      if (file.u8(node + 4) !== type || file.u8(node + 5) !== level)
        throw new RangeError(`a branch of another tree at ${node}`)
      const count = file.u16(node + 6)
      file.step(count)
      for (let i = 0; i < count; i++) {
        const key = node + 24 + i * (keySize + 8)
        children.push({ key, child: file.u64(key + keySize) })
      }
    }
    if (level === 0) return children
    nodes = children.map(({ child }) => child)
    level--
  }
}

/** A link message (IV.A.2.g). */
function readLink(file: Hdf5Bytes, at: number): [name: string, link: Link] {
  const flags = file.u8(at + 1)
  let from = at + 2
  const kind = flags & 8 ? file.u8(from++) : 0
  if (flags & 4) from += 8
  if (flags & 16) from++
  const lengthSize = 1 << (flags & 3)
  const length = file.unsigned(from, lengthSize)
  from += lengthSize
  const name = file.text(file.slice(from, length))
  const address = kind === 0 ? file.address(from + length) : undefined
  if (address !== undefined) return [name, { address }]
  return [
    name,
    {
      elsewhere:
        kind === 1 ? file.text(file.slice(from + length + 2, file.u16(from + length))) : 'another file',
    },
  ]
}
