/** Pixels of the picture for each of the figure's units. */
const SCALE = 2

/** Draws an SVG as a PNG. @param svg - text with width and height */
export async function svgToPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const picture = new Image()
    picture.src = url
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = SCALE * picture.naturalWidth
    canvas.height = SCALE * picture.naturalHeight
    const context = canvas.getContext('2d')!
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await pngOf(canvas)
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** What a canvas holds, as a PNG. */
function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))),
      'image/png',
    )
  })
}
