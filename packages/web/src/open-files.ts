import { signal } from '@preact/signals'
import { parseJson } from '@umbra/core'
import { useModel } from './live-map.js'
import { openedResult, openedResultOf } from './opened-result.js'
import { showImage, view } from './state.js'
import { StudioError } from './studio-error.js'
import { showStudy } from './study-on-show.js'

export const openError = signal<Error | undefined>(undefined)
/** What was opened, and what was done to it. */
export const openNote = signal('')

/** Opens what a person brought: a picture, a result, or a model's files. What is on show changes only if it is good. */
export async function openFiles(files: readonly File[]): Promise<void> {
  openError.value = undefined
  openNote.value = ''
  try {
    openNote.value = await opened(files)
  } catch (error) {
    openError.value = error instanceof Error ? error : new Error(String(error))
  }
}

async function opened(files: readonly File[]): Promise<string> {
  const picture = files.find(({ name }) =>
    /\.(a?png|jpe?g|jpe|jfif|pjpe?g|pjp|webp|gif|bmp|avif)$/i.test(name),
  )
  if (picture) {
    const { readImageFile } = await import('./drawing/read-image-file.js')
    const { pixels, steps, options } = await readImageFile(picture)
    showImage(pixels, { kind: 'file', name: picture.name, ...(options && { options }) })
    view.value = 'draw'
    return `${picture.name}: ${steps.join(', ')}`
  }
  const { foreignFile, HEAD, inputRangeNote, loadModel, modelAmong } = await import('./load-model.js')
  const json = modelAmong(files)
  if (!json) {
    for (const file of files) {
      const foreign = foreignFile(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()), file.name)
      if (foreign) throw new StudioError('MODEL_FORMAT', `${file.name} is ${foreign}`)
    }
    const names = files.map(({ name }) => name).join(', ')
    throw new StudioError(
      'FILE_UNKNOWN',
      `${names}: expected a picture, a result.json, or a model.json with its weights`,
    )
  }
  const document = parseJson(new Uint8Array(await json.arrayBuffer()), json.name, 'FILE_NOT_JSON')
  if (isObject(document) && String(document.schema).startsWith('umbra.')) {
    await showResult(document)
    view.value = 'compare'
    return `${json.name}: ${String(document.schema).replace(/^umbra\.|\/.*$/g, '')}`
  }
  const artifacts = await loadModel(files)
  await useModel({ name: json.name, path: json.name, artifacts })
  const note = inputRangeNote(artifacts)
  return [`${json.name}: this model now draws and compares`, ...(note ? [note] : [])].join('; ')
}

async function showResult(document: Readonly<Record<string, unknown>>): Promise<void> {
  const many = await openedResultOf(document)
  if (many) {
    openedResult.value = many
    return
  }
  const { studyResultOf } = await import('./study-result-of.js')
  showStudy({ result: studyResultOf(document) })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
