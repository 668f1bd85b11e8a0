import fc from 'fast-check'
import { expect, it } from 'vitest'
import { groupByChannels, sharedChannels } from './window-list.js'

it('knows the channels that all windows share, and groups others by theirs', () => {
  const channels = fc.constantFrom([0, 1], [0, 3], [1, 3])
  fc.assert(
    fc.property(fc.array(channels, { maxLength: 9 }), fc.nat(9), fc.nat(9), (covered, a, b) => {
      const windows = Int32Array.from(covered.flatMap(([c0, c1]) => [0, 0, c0!, 4, 4, c1!]))
      const [from, to] = [Math.min(a, b, covered.length), Math.min(Math.max(a, b), covered.length)]
      const groups = groupByChannels(windows, from, to)
      const shared = sharedChannels(windows, from, to)
      const members = Array.from({ length: to - from }, (_, i) => from + i)
      expect(groups.flatMap((group) => group.members).sort((x, y) => x - y)).toEqual(members)
      for (const { c0, c1, members } of groups) for (const p of members) expect(covered[p]).toEqual([c0, c1])
      if (groups.length === 1) expect(groups).toEqual([{ ...shared, members }])
      else expect(shared).toBeUndefined()
    }),
  )
})
