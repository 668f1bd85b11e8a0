import { DIGIT_FILE } from '../command.js'
import { SIZE } from '../state.js'

/** A digit as the picture that the page saves of it. @param pixels - bytes [28 × 28] */
export async function digitFile(pixels: Uint8Array): Promise<File> {
  const { pngFile } = await import('../export/png-file.js')
  return new File([await pngFile(pixels, [SIZE, SIZE, 1])], DIGIT_FILE, { type: 'image/png' })
}
