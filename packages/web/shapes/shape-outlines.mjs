/**
 * The shapes that the small colour classifier tells apart, in the order of its classes: each a signed distance, negative within,
 * of a point (x to the right, y down) from an outline that reaches about 1 from the middle.
 */
export const SHAPES = {
  disc: (x, y) => Math.hypot(x, y) - 0.9,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.78,
  triangle: (x, y) => Math.max(Math.abs(x) * 0.866 - y * 0.5, y) - 0.5,
  star: (x, y) => star(x, y),
  heart: (x, y) => heart(x, y),
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.68) - 0.24,
  cross: (x, y) =>
    Math.min(
      Math.max(Math.abs(x) - 0.3, Math.abs(y) - 0.95),
      Math.max(Math.abs(x) - 0.95, Math.abs(y) - 0.3),
    ),
  crescent: (x, y) => Math.max(Math.hypot(x, y) - 0.95, 0.75 - Math.hypot(x - 0.42, y)),
}

/** Five points; the distance to the edge of a tenth, mirrored into the others. */
function star(x, y) {
  const turn = (2 * Math.PI) / 5
  const angle = Math.atan2(x, -y)
  const own = Math.abs(angle - turn * Math.round(angle / turn))
  const radius = Math.hypot(x, y)
  const [px, py] = [radius * Math.sin(own), radius * Math.cos(own)]
  const [tipY, dentX, dentY] = [1, 0.42 * Math.sin(turn / 2), 0.42 * Math.cos(turn / 2)]
  const [ex, ey] = [dentX, dentY - tipY]
  return (px * -ey + (py - tipY) * ex) / Math.hypot(ex, ey)
}

/** Two discs above a square on its corner. */
function heart(x, y) {
  const side = Math.abs(x)
  const lobe = Math.hypot(side - 0.42, y + 0.28) - 0.48
  const [u, v] = [
    side * Math.SQRT1_2 + (y - 0.1) * Math.SQRT1_2,
    (y - 0.1) * Math.SQRT1_2 - side * Math.SQRT1_2,
  ]
  const point = Math.max(u - 0.56, -v - 0.6, -y - 0.28)
  return Math.min(lobe, point)
}
