import { type Dataset, sha256 } from '@umbra/core/explain'
import type { PictureChoices } from '../options/shared-options.js'
import type { Terminal } from '../terminal/terminal.js'
import { readImages } from './images-to-explain.js'
import { joinedImages } from './joined-images.js'

/** Pictures as data: without labels, for nobody says of what class they are. */
export async function dataOfPictures(
  paths: readonly string[],
  {
    inputShape,
    classNames,
  }: {
    readonly inputShape: readonly [number, number, number]
    readonly classNames?: readonly string[] | undefined
  },
  choices: PictureChoices,
  terminal: Pick<Terminal, 'note' | 'warn'>,
): Promise<Dataset> {
  const images = await readImages(paths, inputShape, choices, terminal)
  const { data, shape } = joinedImages(images)
  return {
    name: images.length === 1 ? images[0]!.name : `${images.length} pictures`,
    images: { data, shape },
    labels: new Uint8Array(images.length),
    classNames: classNames ?? [],
    sha256: { images: await sha256(new Uint8Array(data.buffer)), labels: '' },
  }
}
