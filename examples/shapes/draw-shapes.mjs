/**
 * Folders of pictures to study: circles and triangles, each of a size, place and colour of its own, on noise.
 *
 *     node draw-shapes.mjs pictures 40        writes pictures/circle/00.png … and pictures/triangle/00.png …
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Random } from '@umbra/core/explain'
import { encode } from 'fast-png'

export const SIZE = 32
export const CLASSES = ['circle', 'triangle']

/** One picture, [32, 32, 3] in 0 … 1. @param label - 0 for a circle, 1 for a triangle */
export function drawShape(label, random) {
  const between = (least, most) => least + (most - least) * random.uniform()
  const [x, y, radius] = [between(14, 18), between(14, 18), between(7, 11)]
  const colour = [between(0.4, 1), between(0.4, 1), between(0.4, 1)]
  const pixels = new Float32Array(SIZE * SIZE * 3)
  for (let i = 0; i < SIZE * SIZE; i++) {
    const [across, down] = [(i % SIZE) - x, Math.floor(i / SIZE) - y]
    const inside =
      label === 0
        ? Math.hypot(across, down) < radius
        : Math.abs(down) < radius && Math.abs(across) < (down + radius) / 2
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = (inside ? colour[c] : 0) * 0.8 + between(0, 0.2)
  }
  return pixels
}

// Run as a program, and not imported by another.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, count = 40] = process.argv.slice(2)
  const random = new Random(1)
  for (const [label, name] of CLASSES.entries()) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < Number(count); i++) {
      const data = Uint8Array.from(drawShape(label, random), (value) => Math.round(255 * value))
      const picture = encode({ width: SIZE, height: SIZE, channels: 3, depth: 8, data })
      writeFileSync(join(folder, name, `${String(i).padStart(2, '0')}.png`), picture)
    }
  }
}
