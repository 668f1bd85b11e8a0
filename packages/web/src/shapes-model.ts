import { siteUrl } from './site-url.js'
import { StudioError } from './studio-error.js'

const FILES = ['model.json', 'weights.bin', 'umbra.json']

/** The site's own network for colour pictures: what `--model shapes` is at the command line. @throws StudioError MODEL_NOT_FOUND */
export async function shapesModel() {
  const files = await Promise.all(FILES.map(fetchedFile))
  return { name: 'Coloured shapes', path: 'shapes', choice: { files } }
}

async function fetchedFile(name: string): Promise<File> {
  const response = await fetch(siteUrl(`shapes/${name}`)).catch(() => undefined)
  if (!response?.ok) throw new StudioError('MODEL_NOT_FOUND', `shapes/${name} of this site cannot be read`)
  return new File([await response.arrayBuffer()], name)
}
