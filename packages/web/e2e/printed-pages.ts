import { inflateSync } from 'node:zlib'

/** Where the text of a printed page lies, in points from its top; the margins' own text is left out. */
export type PrintedPage = readonly number[]

/** Margins of reports on paper, at the top and at the bottom, in points. */
const MARGINS = { top: (16 / 25.4) * 72, bottom: (18 / 25.4) * 72 }

/**
 * The lines of text on every page of a PDF that Chromium wrote, read from its drawing operators: what is needed of PDF to tell how far
 * pages are filled, with no program to draw them.
 */
export function printedPages(pdf: Uint8Array): PrintedPage[] {
  const objects = objectsOf(Buffer.from(pdf).toString('latin1'))
  const root = [...objects.values()].find((body) => /\/Type \/Pages/.test(body) && !/\/Parent/.test(body))
  if (!root) throw new Error('a PDF without pages')
  return leaves(root, objects).map((page) => {
    const [, , height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page)!
    const heights = baselines(contentOf(page, objects)).map((y) => Number(height) - y)
    const within = heights.filter((y) => y > MARGINS.top && y < Number(height) - MARGINS.bottom)
    return [...new Set(within.map((y) => Math.round(y)))].sort((a, b) => a - b)
  })
}

/** How much of a page of A4 between its margins is above the last line of text. */
export function filled(page: PrintedPage): number {
  const height = (297 / 25.4) * 72 - MARGINS.top - MARGINS.bottom
  return ((page.at(-1) ?? MARGINS.top) - MARGINS.top) / height
}

function objectsOf(pdf: string): Map<number, string> {
  const found = pdf.matchAll(/(?:^|\n)(\d+) 0 obj\n(.*?)endobj/gs)
  return new Map([...found].map(([, id, body]) => [Number(id), body!]))
}

/** Pages below a node of their tree, in order. */
function leaves(node: string, objects: Map<number, string>): string[] {
  const kids = /\/Kids \[([^\]]*)\]/.exec(node)?.[1]
  if (kids === undefined) return [node]
  return [...kids.matchAll(/(\d+) 0 R/g)].flatMap(([, id]) => leaves(objects.get(Number(id))!, objects))
}

function contentOf(page: string, objects: Map<number, string>): string {
  const object = objects.get(Number(/\/Contents (\d+) 0 R/.exec(page)![1]))!
  const start = object.indexOf('stream\n') + 'stream\n'.length
  return inflateSync(Buffer.from(object.slice(start, object.lastIndexOf('endstream')), 'latin1')).toString(
    'latin1',
  )
}

type Matrix = readonly [number, number, number, number, number, number]

/** The heights at which text begins, from the bottom of the page: `cm` and `Tm` as transformations, `q` and `Q` as their stack. */
function baselines(content: string): number[] {
  const found: number[] = []
  const stack: Matrix[] = []
  let current: Matrix = [1, 0, 0, 1, 0, 0]
  for (const [, numbers, operator] of content.matchAll(/((?:-?[\d.]+ ){6})?(?<![\w/])(cm|Tm|q|Q)(?=\s)/g)) {
    if (operator === 'q') stack.push(current)
    else if (operator === 'Q') current = stack.pop() ?? current
    else {
      const placed = times(numbers!.trim().split(' ').map(Number) as unknown as Matrix, current)
      if (operator === 'cm') current = placed
      else found.push(placed[5])
    }
  }
  return found
}

/** What comes first and what it stands in, as PDF multiplies them. */
function times([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix {
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F]
}
