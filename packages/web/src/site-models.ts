import { siteUrl } from './site-url.js'
import { StudioError } from './studio-error.js'

/** The site's own network for colour pictures: what `--model shapes` is at the command line. @throws StudioError MODEL_NOT_FOUND */
export async function shapesModel() {
  const files = await filesOf('shapes', ['model.json', 'weights.bin', 'umbra.json'])
  return { name: 'Coloured shapes', path: 'shapes', choice: { files } }
}

/** The network of digits: `--model reference`. @throws StudioError MODEL_NOT_FOUND */
export async function referenceModel() {
  const files = await filesOf('model', ['model.json', 'weights.bin'])
  return { name: 'Reference model', path: 'reference', choice: { files } }
}

/** The network of digits, trained again from another seed: `--model replicate-1`. @throws StudioError MODEL_NOT_FOUND */
export async function replicateModel() {
  const files = await filesOf('replicate-1', ['model.json', 'weights.bin'])
  return { name: 'Digits, another seed', path: 'replicate-1', choice: { files } }
}

/** A model's files from a folder of the site. */
function filesOf(folder: string, names: readonly string[]): Promise<File[]> {
  return Promise.all(
    names.map(async (name) => {
      const response = await fetch(siteUrl(`${folder}/${name}`)).catch(() => undefined)
      if (!response?.ok)
        throw new StudioError('MODEL_NOT_FOUND', `${folder}/${name} of this site cannot be read`)
      return new File([await response.arrayBuffer()], name)
    }),
  )
}
