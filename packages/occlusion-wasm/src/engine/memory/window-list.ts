/** Largest height and width of windows, in pixels. */
export interface Extent {
  readonly rows: number
  readonly columns: number
}

/**
 * The largest height and width of windows, at least 1.
 *
 * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive
 * @param shape - [H, W, C] of the image
 * @throws RangeError for a window that leaves the image
 */
export function largestExtent(windows: Int32Array, shape: readonly [number, number, number]): Extent {
  const [height, width, channels] = shape
  let rows = 1
  let columns = 1
  for (let i = 0; i < windows.length; i += 6) {
    const h = spanAlong(windows, i, height)
    const w = spanAlong(windows, i + 1, width)
    if (h < 0 || w < 0 || spanAlong(windows, i + 2, channels) < 0) {
      throw new RangeError(`window ${i / 6}, ${windows.subarray(i, i + 6).join(' ')}, leaves the image`)
    }
    if (h > rows) rows = h
    if (w > columns) columns = w
  }
  return { rows, columns }
}

/** Length of a window along the axis whose start is at `i`; −1 if it is not within 0 … size. */
function spanAlong(windows: Int32Array, i: number, size: number): number {
  const start = windows[i]!
  const end = windows[i + 3]!
  return start < 0 || end > size || end < start ? -1 : end - start
}

/** Channels that windows cover: c0 … c1 − 1. */
export interface CoveredChannels {
  readonly c0: number
  readonly c1: number
}

export interface ChannelGroup extends CoveredChannels {
  /** The windows that cover them. */
  readonly members: number[]
}

/** The channels that windows `from` to `to` − 1 cover, if there are any and all cover the same, as they do but for odd requests. */
export function sharedChannels(windows: Int32Array, from: number, to: number): CoveredChannels | undefined {
  if (from === to) return undefined
  const c0 = windows[from * 6 + 2]!
  const c1 = windows[from * 6 + 5]!
  for (let i = from * 6; i < to * 6; i += 6)
    if (windows[i + 2] !== c0 || windows[i + 5] !== c1) return undefined
  return { c0, c1 }
}

/** Windows `from` to `to` − 1 by the channels they cover. */
export function groupByChannels(windows: Int32Array, from: number, to: number): ChannelGroup[] {
  const groups: ChannelGroup[] = []
  let group: ChannelGroup | undefined
  for (let p = from; p < to; p++) {
    const c0 = windows[p * 6 + 2]!
    const c1 = windows[p * 6 + 5]!
    if (!group || group.c0 !== c0 || group.c1 !== c1) {
      group = groups.find((other) => other.c0 === c0 && other.c1 === c1)
      if (!group) {
        group = { c0, c1, members: [] }
        groups.push(group)
      }
    }
    group.members.push(p)
  }
  return groups
}
