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

/** Files whose name says what they are need not be told of. */
const EXPECTED: readonly string[] = ['TensorFlow.js LayersModel', 'network.json']

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
  const { inputRangeNote, loadModel, modelAmong } = await import('./load-model.js')
  const json = modelAmong(files)
  if (json) {
    const document = parseJson(new Uint8Array(await json.arrayBuffer()), json.name, 'FILE_NOT_JSON')
    const schema = isObject(document) ? String(document.schema) : ''
    if (isObject(document) && schema.startsWith('umbra.') && !schema.startsWith('umbra.network/')) {
      await showResult(document)
      view.value = 'compare'
      return `${json.name}: ${schema.replace(/^umbra\.|\/.*$/g, '')}`
    }
  }
  const model = await loadModel(files).catch((error) => {
    if ((error as { code?: unknown }).code !== 'MODEL_NOT_FOUND') throw error
    const names = files.map(({ name }) => name).join(', ')
    throw new StudioError('FILE_UNKNOWN', `${names}: expected a picture, a result.json, or a model’s files`)
  })
  const name = nameOf(files, json)
  await useModel({ name, path: name, model })
  const taken =
    model.format === undefined || EXPECTED.includes(model.format) ? [] : [`taken as ${model.format}`]
  const note = inputRangeNote(model)
  return [
    `${name}: this model now draws and compares`,
    ...taken,
    ...(model.notes ?? []),
    ...(note ? [note] : []),
  ].join('; ')
}

/** What a model is called: by its document or, without one, its largest file. */
function nameOf(files: readonly File[], json: File | undefined): string {
  return (json ?? [...files].sort((a, b) => b.size - a.size)[0]!).name
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
