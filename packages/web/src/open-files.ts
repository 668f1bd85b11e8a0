import { signal } from '@preact/signals'
import type { ExplanationDocument } from '@umbra/core'
import { addFiles } from './compare/own-data.js'
import { byName } from './folders/by-name.js'
import { isPicture } from './folders/is-picture.js'
import { isData, type PickedFile } from './folders/picked-file.js'
import { client, drawsDigits, model, takeUp } from './live-map.js'
import { openedExplanations } from './opened-explanation.js'
import { picture, showPictures } from './photo/photo.js'
import { showImage, view } from './state.js'
import { StudioError } from './studio-error.js'
import { showMany, showStudy } from './study-on-show.js'
import { type BroughtFiles, explanationsIn, isStudyFolder, verified } from './verification.js'
import type { OpenedModel } from './worker/protocol.js'

export const openError = signal<Error | undefined>(undefined)
/** What was opened, and what was done to it. */
export const openNote = signal('')

/** A result, as the worker knows it by its schema. */
type Recognised = Readonly<Record<string, unknown>>

/** Files whose name says what they are need not be told of. */
const EXPECTED: readonly string[] = ['TensorFlow.js LayersModel', 'network.json']

/** Names of data's own files: where classes are compared, they are taken for those. */
const DATA = /\.np[yz]$|-ubyte(\.gz)?$/i

/**
 * Opens what a person brought: pictures, a result, a model's files, or a model and pictures at once. What is on show changes only if
 * it is good.
 *
 * @param as - which network a model's files are: the one in use, or where two are compared the second
 */
export function openFiles(files: readonly File[], as?: 'first' | 'second'): Promise<void> {
  return openNamed(Promise.resolve(byName(files)), as)
}

/** The same of files by their paths below what was brought. */
export async function openNamed(
  bringing: Promise<BroughtFiles>,
  as: 'first' | 'second' = view.peek() === 'versus' ? 'second' : 'first',
): Promise<void> {
  openError.value = undefined
  openNote.value = ''
  try {
    const files = await bringing
    if (files.size === 0) return
    const note = await openedKind(files, as)
    if (note) openNote.value = note
  } catch (error) {
    openError.value = error instanceof Error ? error : new Error(String(error))
  }
}

async function openedKind(files: BroughtFiles, as: 'first' | 'second'): Promise<string> {
  const explanations = explanationsIn(files)
  if (isStudyFolder(files)) return openedStudy(files)
  if (explanations === undefined) return opened([...files.values()], as)
  return openedExplained(files, await client.call('recognise', [files.get(explanations)!]))
}

/** Opens folders: results are verified, data are compared, and what else is in them is opened as files are. */
export async function openFolders(bringing: Promise<readonly PickedFile[]>): Promise<void> {
  const opening = bringing.then((files) => {
    const below = new Map(files.map(({ path, file }) => [path.slice(path.indexOf('/') + 1), file]))
    const isResult = isStudyFolder(below) || explanationsIn(below) !== undefined
    if (isResult || !isData(files, view.peek() === 'compare')) return below
    openNote.value = ''
    openError.value = undefined
    addFiles(files)
    view.value = 'compare'
    return new Map<string, File>()
  })
  await openNamed(opening)
}

/** Shows a study whose folder was brought, and verifies it. */
async function openedStudy(files: BroughtFiles): Promise<string> {
  const showing = showStudyIn(files).then(
    () => '',
    (error) => ` ${(error as Error).message}`,
  )
  return (await verified(files)) + (await showing)
}

async function showStudyIn(files: BroughtFiles): Promise<void> {
  const document = await client.call('recognise', [files.get('result.json')!])
  if (!document) throw new StudioError('RESULT_FORMAT', 'result.json is no result of Umbra’s')
  view.value = 'compare'
  await showResult(document, files)
}

/** Shows what was explained as it was written, then computes it again, where the document is the only one. */
async function openedExplained(files: BroughtFiles, document: Recognised | undefined): Promise<string> {
  openedExplanations.value = (document?.explanations ?? []) as readonly ExplanationDocument[]
  view.value = 'draw'
  const own = explanationsIn(files)
  const [name, ...others] = own ? [own] : [...files.keys()].filter((path) => /\.json$/i.test(path))
  if (name === undefined || others.length > 0) return ''
  const all = new Map(files)
  const shown = picture.peek()
  // The picture on show may be the one explained.
  if (shown && !all.has(shown.name)) all.set(shown.name, shown.file)
  return verified(all, name).catch((error) => {
    if (!String((error as { code?: unknown }).code).startsWith('VERIFY_')) throw error
    return `${name}: shown as it was written, and not verified: ${(error as Error).message}`
  })
}

async function opened(files: readonly File[], as: 'first' | 'second'): Promise<string> {
  if (view.value === 'compare' && files.every(({ name }) => DATA.test(name))) {
    addFiles(files.map((file) => ({ path: file.name, file })))
    return ''
  }
  const pictures = files.filter(isPicture)
  const others = files.filter((file) => !pictures.includes(file))
  const notes = [
    ...(others.length > 0 ? [await openedOther(others, pictures, as)] : []),
    ...(pictures.length > 0 ? [await openedPictures(pictures)] : []),
  ]
  return notes.filter(Boolean).join('; ')
}

/** Pictures go to the network in use: a digit to one of digits, and what is done to it is said. */
async function openedPictures(pictures: readonly File[]): Promise<string> {
  if (!drawsDigits.value) {
    await showPictures(pictures)
    showExplained()
    return ''
  }
  const [picture] = pictures
  const { pixels, steps, options, coloured } = await client.call('readDigit', picture!)
  showImage(pixels, { kind: 'file', name: picture!.name, ...(options && { options }) })
  showExplained()
  const done = `${picture!.name}: ${steps.join(', ')}`
  if (!coloured) return done
  return `${done}. The picture is in colour, and this network takes 28×28 grey digits: the photograph was made grey${steps.includes('inverted') ? ' and inverted' : ''}, and what it says is about a digit. For a photograph choose Coloured shapes above, or open a network of your own`
}

async function openedOther(
  files: readonly File[],
  pictures: readonly File[],
  as: 'first' | 'second',
): Promise<string> {
  const document = await client.call('recognise', files)
  if (document) {
    const schema = String(document.schema)
    if (schema.startsWith('umbra.explanation'))
      return openedExplained(byName([...files, ...pictures]), document)
    await showResult(document, byName(files))
    view.value = 'compare'
    return `${files[0]!.name}: ${schema.replace(/^umbra\.|\/.*$/g, '')}`
  }
  const name = nameOf(files)
  if (as === 'second') {
    const { openRival } = await import('./versus/versus.js')
    return toldOf(`${name}: compared with the network in use`, await openRival(files, name))
  }
  await takeUp({ name, path: name, choice: { files } })
  showExplained()
  const what = drawsDigits.value ? 'this model now draws and compares' : 'this model now explains pictures'
  return toldOf(`${name}: ${what}`, model.value!)
}

/** Where networks or classes are compared, they are with what was opened; else it is explained. */
function showExplained(): void {
  if (view.peek() !== 'versus' && view.peek() !== 'compare') view.value = 'draw'
}

/** What was taken for what, and what was assumed. */
function toldOf(what: string, { format, notes }: OpenedModel): string {
  const taken = format === undefined || EXPECTED.includes(format) ? [] : [`taken as ${format}`]
  return [what, ...taken, ...notes].join('; ')
}

/** What a model is called: by its document or, without one, its largest file. */
function nameOf(files: readonly File[]): string {
  const document = files.find(({ name }) => /^(model|network)\.json$/i.test(name))
  return (document ?? [...files].sort((a, b) => b.size - a.size)[0]!).name
}

/** Shows a result; of a study with its figures, where its maps and images were brought too. */
async function showResult(document: Recognised, files: BroughtFiles): Promise<void> {
  const many = await client.call('drawResult', document)
  if (many) {
    showMany(many)
    return
  }
  const { studyResultOf } = await import('./study-result-of.js')
  const result = studyResultOf(document)
  const [maps, samples] = [files.get('maps.npz'), files.get('samples.csv')]
  if (!maps || !samples) return showStudy({ result })
  try {
    const { study, figures } = await client.call('openStudy', { result, maps, samples })
    showStudy({ ...study, figures })
  } catch (error) {
    showStudy({ result })
    throw error
  }
}
