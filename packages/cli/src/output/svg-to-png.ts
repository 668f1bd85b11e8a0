import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Fonts shipped with the project: without one a figure would lose its text. */
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf']

/** Pixels of the PNG for each unit of the SVG: sharp on paper and on dense screens. */
const SCALE = 2

export type SvgToPng = (svg: string) => Uint8Array

let renderer: Promise<SvgToPng> | undefined

/** Loads the renderer (resvg, in WebAssembly) and the fonts, once. */
export function svgToPng(): Promise<SvgToPng> {
  renderer ??= load()
  return renderer
}

async function load(): Promise<SvgToPng> {
  const require = createRequire(import.meta.url)
  const fontFolder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf')
  const [{ initWasm, Resvg }, binary, fontBuffers] = await Promise.all([
    import('@resvg/resvg-wasm'),
    readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')),
    Promise.all(FONTS.map((name) => readFile(join(fontFolder, name)))),
  ])
  await initWasm(binary)
  return (svg) => {
    const image = new Resvg(svg, {
      background: '#ffffff',
      fitTo: { mode: 'zoom', value: SCALE },
      font: { fontBuffers, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
    })
    const rendered = image.render()
    const png = rendered.asPng()
    rendered.free()
    image.free()
    return png
  }
}
