import { SHAPES } from './shape-outlines.mjs'

/**
 * Renders a scene of shaded shapes on a textured ground: what the small colour classifier is trained on, and the pictures the studio
 * has to start with. Not photographs: every pixel is computed here, from the random numbers given.
 *
 * @param random - core's `Random`: the same stream gives the same picture
 * @param scene.objects - from back to front: `shape`, a key of `SHAPES`; `x`, `y` of its middle and `radius`, in pixels; `angle` in
 *   radians; `colour`, hue 0 … 1; the rest is drawn
 * @returns bytes [height × width × 3]
 */
export function renderScene(random, { width, height, objects }) {
  const ground = groundOf(random, objects)
  const light = 2 * Math.PI * random.uniform()
  const [lightX, lightY] = [Math.cos(light), Math.sin(light)]
  const gradient = 0.15 * random.uniform()
  const grain = 0.008 + 0.03 * random.uniform()
  const solids = objects.map((object) => solidOf(random, object))
  const bytes = new Uint8Array(width * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let colour = ground(x / Math.min(width, height), y / Math.min(width, height))
      for (const solid of solids) colour = solid(x + 0.5, y + 0.5, colour, lightX, lightY)
      const lit = 1 + gradient * ((2 * x) / width - 1) * lightX + gradient * ((2 * y) / height - 1) * lightY
      for (let c = 0; c < 3; c++) {
        const value = colour[c] * lit + grain * random.normal()
        bytes[at++] = Math.round(255 * Math.min(1, Math.max(0, value)))
      }
    }
  }
  return bytes
}

/** An object with its shadow, laid over what is behind it. */
function solidOf(random, { shape, x: middleX, y: middleY, radius, angle, colour }) {
  const distance = SHAPES[shape]
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const at = (x, y) => {
    const [dx, dy] = [(x - middleX) / radius, (y - middleY) / radius]
    return distance(dx * cos + dy * sin, dy * cos - dx * sin)
  }
  const paint = hsv(colour, 0.55 + 0.45 * random.uniform(), 0.65 + 0.35 * random.uniform())
  const shine = 0.1 + 0.5 * random.uniform()
  const bevel = 0.12 + 0.3 * random.uniform()
  const shadow = 0.25 + 0.35 * random.uniform()
  const reach = 0.12 + 0.15 * random.uniform()
  const rise = (x, y) => smooth(0, bevel, -at(x, y))
  return (x, y, behind, lightX, lightY) => {
    const inside = at(x, y)
    if (inside > 1.5) return behind
    const cast = shadow * smooth(0.22, -0.12, at(x + lightX * reach * radius, y + lightY * reach * radius))
    const ground = behind.map((value) => value * (1 - cast))
    const share = smooth(1 / radius, -1 / radius, inside)
    if (share === 0) return ground
    const step = 0.6
    const slopeX = (rise(x + step, y) - rise(x - step, y)) * radius * bevel
    const slopeY = (rise(x, y + step) - rise(x, y - step)) * radius * bevel
    const facing = Math.max(-1, Math.min(1, -(slopeX * lightX + slopeY * lightY) / 2))
    const glint = shine * smooth(0.35, 1, facing)
    return ground.map((value, c) => {
      const own = paint[c] * (0.82 + 0.4 * facing) + glint
      return value + share * (own - value)
    })
  }
}

/** A texture of two colours that the objects do not have: x and y in shorter sides of the picture. */
function groundOf(random, objects) {
  const taken = objects.map(({ colour }) => colour)
  const away = (hue) => taken.every((other) => Math.abs(((hue - other + 1.5) % 1) - 0.5) > 0.12)
  let hue = random.uniform()
  while (!away(hue)) hue = random.uniform()
  const dark = hsv(hue, 0.1 + 0.5 * random.uniform(), 0.2 + 0.35 * random.uniform())
  const light = hsv(
    (hue + 0.06 * random.uniform()) % 1,
    0.1 + 0.4 * random.uniform(),
    0.5 + 0.4 * random.uniform(),
  )
  const noise = noiseOf(random)
  const turn = Math.PI * random.uniform()
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const scale = 5 + 9 * random.uniform()
  const fray = 0.25 + 0.5 * random.uniform()
  const kinds = [
    (u, v) => noise(0.7 * u, 0.7 * v),
    (u, v) => 0.5 + 0.5 * Math.sin(2 * u + 4 * fray * noise(u / 3, v / 3)),
    (u, v) =>
      (Math.floor(u / 1.5) + Math.floor(v / 1.5)) % 2 === 0
        ? 0.15 + fray * noise(2 * u, 2 * v)
        : 0.6 + fray * noise(2 * u, 2 * v),
    (u, v) => 0.5 + 0.5 * Math.sin(0.6 * u + 9 * fray * noise(u / 6, v)),
    (u, v) => smooth(0.55, 0.75, noise(1.6 * u, 1.6 * v)),
  ]
  const kind = kinds[random.integer(kinds.length)]
  return (x, y) => {
    const [u, v] = [scale * (x * cos + y * sin), scale * (y * cos - x * sin)]
    const share = Math.min(1, Math.max(0, kind(u, v)))
    return dark.map((value, c) => value + share * (light[c] - value))
  }
}

const LATTICE = 64

/** Value noise of three octaves, 0 … 1. */
function noiseOf(random) {
  const lattice = Float64Array.from({ length: LATTICE * LATTICE }, () => random.uniform())
  const corner = (i, j) => lattice[(j & (LATTICE - 1)) * LATTICE + (i & (LATTICE - 1))]
  const octave = (u, v) => {
    const [i, j] = [Math.floor(u), Math.floor(v)]
    const [s, t] = [smooth(0, 1, u - i), smooth(0, 1, v - j)]
    const top = corner(i, j) + s * (corner(i + 1, j) - corner(i, j))
    const bottom = corner(i, j + 1) + s * (corner(i + 1, j + 1) - corner(i, j + 1))
    return top + t * (bottom - top)
  }
  return (u, v) => (4 * octave(u, v) + 2 * octave(2 * u + 7, 2 * v + 3) + octave(4 * u + 1, 4 * v + 9)) / 7
}

function smooth(from, to, value) {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return share * share * (3 - 2 * share)
}

/** All in 0 … 1. */
function hsv(hue, saturation, value) {
  return [5, 3, 1].map((offset) => {
    const k = (offset + 6 * hue) % 6
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1))
  })
}
