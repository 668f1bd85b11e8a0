import {
  type ExplanationDocument,
  fitImage,
  fitOptionsOf,
  type LabelledImages,
  selectImages,
  sha256,
} from '@umbra/core'
import { isDigits } from '../digits.js'
import { decodePicture } from '../drawing/decode-picture.js'
import { SCENES } from '../scenes.js'
import { siteUrl } from '../site-url.js'
import { StudioError } from '../studio-error.js'
import { mnist } from './mnist.js'

/**
 * Finds images that were explained, by the SHA-256 of their values: the one in the document itself, one of MNIST's or a scene of the site,
 * where it is called so, or a picture that was brought, made fit again as the document says.
 *
 * @param pictures - brought beside the explanations
 * @param shape - [H, W, C] of the model
 * @returns of a document and its image's hash, float32 [1, H, W, C]; it throws StudioError VERIFY_IMAGE where there is none
 */
export function explainedImageFinder(pictures: readonly File[], shape: readonly [number, number, number]) {
  return async (document: ExplanationDocument, hash: string): Promise<LabelledImages> => {
    for await (const image of candidates(document, pictures, shape)) {
      const { buffer, byteOffset, byteLength } = image.data
      if ((await sha256(new Uint8Array(buffer, byteOffset, byteLength))) === hash) return image
    }
    const name = document.image?.name ?? 'the image'
    throw new StudioError(
      'VERIFY_IMAGE',
      `${name} is not here as it was explained: drop the picture together with it`,
    )
  }
}

async function* candidates(
  { image }: ExplanationDocument,
  pictures: readonly File[],
  shape: readonly [number, number, number],
): AsyncGenerator<LabelledImages> {
  const { name = '', steps = [], png } = image ?? {}
  if (png !== undefined) yield fitted(pngFile(png), [], shape)
  const index = /^image (\d+) of MNIST test$/.exec(name)?.[1]
  if (index !== undefined && isDigits(shape)) {
    const { images, labels } = await mnist('test')
    if (Number(index) < images.shape[0])
      yield { ...selectImages(images, [Number(index)]), labels: [labels[Number(index)]!] }
  }
  const scene = SCENES.find((each) => `${each}.png` === name)
  const scenes = scene ? [await fetchedScene(scene)] : []
  const isNamed = (file: File) => name.split(/[/\\]/).at(-1) === file.name
  for (const file of [...pictures.filter(isNamed), ...scenes, ...pictures.filter((file) => !isNamed(file))])
    yield fitted(file, steps, shape)
}

async function fitted(
  file: File,
  steps: readonly string[],
  shape: readonly [number, number, number],
): Promise<LabelledImages> {
  const { picture } = await decodePicture(file)
  const { data } = fitImage(picture, shape, fitOptionsOf(steps))
  return { data, shape: [1, ...shape] }
}

/** @throws StudioError IMAGE_UNREADABLE */
function pngFile(base64: string): File {
  const name = 'the image in the document'
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    return new File([bytes], name)
  } catch (cause) {
    throw new StudioError('IMAGE_UNREADABLE', `${name} is no base64`, { cause })
  }
}

async function fetchedScene(name: string): Promise<File> {
  const response = await fetch(siteUrl(`scenes/${name}.png`))
  return new File([await response.arrayBuffer()], `${name}.png`)
}
