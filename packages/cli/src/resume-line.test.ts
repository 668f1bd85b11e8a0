import { expect, it } from 'vitest'
import { resumeLine } from './resume-line.js'

it.each([
  ['umbra study --classes 6,8', 'umbra study --classes 6,8 --resume'],
  ['umbra study --resume --images 20', 'umbra study --resume --images 20'],
  // Behind `--` all are paths.
  ["umbra explain --out maps -- -a.png 'b c.png'", "umbra explain --out maps --resume -- -a.png 'b c.png'"],
  ['umbra explain --resume --out maps -- -a.png', 'umbra explain --resume --out maps -- -a.png'],
  ["umbra explain a.png --out 'with --resume'", "umbra explain a.png --out 'with --resume' --resume"],
])('%s goes on by %s', (line, resumed) => {
  expect(resumeLine(line)).toBe(resumed)
})
