import type { OutputFile } from './staged-files.js'
import { svgToPng } from './svg-to-png.js'

/** Figures, each as SVG and as PNG. @param figures - SVG, by path without an ending */
export async function figureFiles(figures: Readonly<Record<string, string>>): Promise<OutputFile[]> {
  const toPng = await svgToPng()
  return Object.entries(figures).flatMap(([path, svg]) => [
    { name: `${path}.svg`, bytes: svg },
    { name: `${path}.png`, bytes: toPng(svg) },
  ])
}

/** The same in the folder of a result's figures, by their names. */
export function resultFigures(figures: object): Promise<OutputFile[]> {
  const named = Object.entries(figures).map(([name, svg]: [string, string]) => [`figures/${name}`, svg])
  return figureFiles(Object.fromEntries(named))
}

/** Where a figure of each image goes: of several, into a folder, by their places. @param n - how many images there are */
export function figurePath(name: string, i: number, n: number): string {
  return n === 1 ? name : `${name}/${i}`
}
