/**
 * Which window to show for a pixel: of those that contain it, the one whose centre is nearest; the first of equals.
 *
 * @param windows - int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive
 * @returns its number, or −1 if none contains the pixel
 */
export function windowAt(windows: Int32Array, y: number, x: number): number {
  let best = -1
  let nearest = Number.POSITIVE_INFINITY
  for (let w = 0, at = 0; at < windows.length; w++, at += 6) {
    const [y0, x0, y1, x1] = [windows[at]!, windows[at + 1]!, windows[at + 3]!, windows[at + 4]!]
    if (y < y0 || y >= y1 || x < x0 || x >= x1) continue
    const distance = ((y0 + y1 - 1) / 2 - y) ** 2 + ((x0 + x1 - 1) / 2 - x) ** 2
    if (distance < nearest) {
      nearest = distance
      best = w
    }
  }
  return best
}
