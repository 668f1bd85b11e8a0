import type { PixelSets } from '../attribution/sets/pixel-sets.js'
import type { Region } from '../regions/index.js'

/** Sets that are made as they are come to. */
export type MadeSets = Extract<PixelSets, { readonly count: number }>

/** Every two of n, (0, 1), (0, 2), …, (n − 2, n − 1): int32 [n (n − 1) / 2, 2]. */
export function pairsOf(n: number): Int32Array {
  const pairs = new Int32Array(Math.max(0, n * (n - 1)))
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      pairs[at++] = i
      pairs[at++] = j
    }
  }
  return pairs
}

/** Each player covered alone, then every two of them together, in the order of `pairsOf`. @param pixels - H · W */
export function pairSets(players: readonly Region[], pixels: number): MadeSets {
  const n = players.length
  const pairs = pairsOf(n)
  return setsOf(n + pairs.length / 2, pixels, (set, cover) => {
    if (set < n) return cover(players[set]!)
    const at = (set - n) * 2
    cover(players[pairs[at]!]!)
    cover(players[pairs[at + 1]!]!)
  })
}

/**
 * Every coalition of n players but that of all: the bits of its number say who is in it, and the others are covered.
 *
 * @param players - at most 30
 */
export function coalitionSets(players: readonly Region[], pixels: number): MadeSets {
  return setsOf(2 ** players.length - 1, pixels, (coalition, cover) => {
    for (const [p, player] of players.entries()) if (((coalition >> p) & 1) === 0) cover(player)
  })
}

function setsOf(
  count: number,
  pixels: number,
  visit: (set: number, cover: (player: Region) => void) => void,
): MadeSets {
  return {
    count,
    make: (from, to) => {
      const covered = new Uint8Array((to - from) * pixels)
      for (let set = from; set < to; set++) {
        const first = (set - from) * pixels
        visit(set, (player) => {
          for (const pixel of player.pixels) covered[first + pixel] = 1
        })
      }
      return covered
    },
  }
}
