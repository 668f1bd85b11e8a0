import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Dataset } from '@umbra/core/explain'
import { modelSettingsSchema } from '@umbra/core/options'
import type { Recorded } from '@umbra/core/study'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { type OpenedModel, openModel } from '../input/open-model.js'
import { pictureOptionsFor } from '../input/picture-options.js'
import { inputError } from '../input-error.js'
import { chosen } from '../options/schema-options.js'
import type { PictureChoices } from '../options/shared-options.js'
import { dataOfPictures } from '../pictures/data-of-pictures.js'
import { type ImageToExplain, imageOf, readImages } from '../pictures/images-to-explain.js'
import { STANDARD_INPUT } from '../pictures/standard-input.js'
import { Terminal } from '../terminal/terminal.js'
import { replayOf } from './recorded.js'
import type { RecordedLine } from './recorded-line.js'
import type { ResultFolder } from './result-folder.js'

/** What a person names, in place of what a result recorded. */
export interface Given {
  readonly model?: string
  /** Of pictures explained or compared, the picture, or the folder they lie in. */
  readonly data?: string
}

/** What a result is computed from, found again. */
export interface FoundSources {
  readonly model: FoundModel
  readonly data?: Dataset
  /** As `--data` takes it. */
  readonly dataName?: string
  /** Paths of explained pictures, and the images, as the model takes them, under the names they had. */
  readonly pictures?: readonly string[]
  readonly images?: readonly ImageToExplain[]
}

/**
 * Finds what a result is computed from, by hashes.
 *
 * @throws InputError VERIFY_MODEL, VERIFY_DATA, VERIFY_IMAGE
 */
export async function findSources(
  result: ResultFolder,
  [recorded]: readonly Recorded[],
  line: RecordedLine,
  given: Given,
  { terminal }: Context,
): Promise<FoundSources> {
  const { manifest } = result
  const silent = new Terminal({ write: () => true }, { write: () => true }, {})
  const of = recorded?.provenance.model ?? manifest.model
  if (!of) throw inputError('RESULT_FORMAT', `${result.path} does not say which model it is of`)
  const model = await findModel(of, line, given.model)
  terminal.detail(`model ${model.name}, SHA-256 ${of.sha256}`)
  const explained = line.operands.length > 0
  const choices = line.options as unknown as PictureChoices
  if (explained && line.name === 'compare-methods') {
    const pictures = await picturesAt(line.operands, given.data, recorded!.provenance.data.name)
    const read = await there(dataOfPictures(pictures, model.opened, choices, silent), given)
    return { model, pictures, data: replayOf([recorded!], result).pictures(read) }
  }
  const needed = recorded?.provenance.data ?? manifest.data
  const own = explained ? undefined : given.data
  const data = needed && (await findData(needed, line, own, model, silent))
  if (data) terminal.detail(`data ${data.name}, SHA-256 ${needed.sha256.images}`)
  const sources = { model, ...(data && { data: data.data, dataName: data.name }) }
  if (!manifest.images) return sources
  const { inputShape } = model.opened
  const pictures = explained
    ? await picturesAt(line.operands, given.data, manifest.images[0]?.name)
    : undefined
  const images = pictures
    ? await there(readImages(pictures, inputShape, choices, silent), given)
    : [imageOf(data!.data, line.options.index as number)]
  const named = await replayOf([], result).images(images)
  return { ...sources, ...(pictures && { pictures }), images: named }
}

/** What was read of pictures; where nobody named them, those that are no longer there are to be named. @throws InputError VERIFY_IMAGE */
async function there<T>(reading: Promise<T>, { data }: Given): Promise<T> {
  return reading.catch((error: Error & { readonly code?: string }) => {
    if (data !== undefined || error.code !== 'IMAGE_NOT_FOUND') throw error
    throw inputError('VERIFY_IMAGE', 'the result’s pictures are not at the place recorded', error)
  })
}

/** Where explained pictures are now. @throws InputError VERIFY_IMAGE */
async function picturesAt(
  operands: readonly string[],
  given: string | undefined,
  first: string | undefined,
): Promise<readonly string[]> {
  if (given !== undefined) {
    const isFolder = (await stat(given).catch(() => undefined))?.isDirectory()
    if (!isFolder) return [given]
    const inside = operands.map((path) => join(given, basename(path)))
    // A folder that was explained may be named itself: what it holds is not called as it is.
    const isThere = await stat(inside[0]!).then(
      () => true,
      () => false,
    )
    return inside.length === 1 && !isThere && first !== operands[0] ? [given] : inside
  }
  if (!operands.includes(STANDARD_INPUT)) return operands
  throw inputError('VERIFY_IMAGE', 'the image came from standard input: --data PICTURE names it')
}

/** A model found again. */
export interface FoundModel {
  /** As `--model` takes it. */
  readonly name: string
  readonly opened: OpenedModel
}

/**
 * Finds a result's model by its hash: the one named, else at the place recorded, else among those that come with Umbra.
 *
 * @throws InputError VERIFY_MODEL where there is none, and all that opening the one named throws
 */
async function findModel(
  { sha256, source }: { readonly sha256: string; readonly source: string },
  { options }: RecordedLine,
  given: string | undefined,
): Promise<FoundModel> {
  const settings = chosen(modelSettingsSchema, options)
  const recorded = typeof options.model === 'string' && options.model !== 'train' ? [options.model] : []
  const names = given === undefined ? [...recorded, source, 'reference', 'shapes'] : [given]
  for (const name of new Set(names)) {
    const opening = openModel(name, settings)
    const opened = given === undefined ? await opening.catch(() => undefined) : await opening
    if (opened?.sha256 === sha256) return { name, opened }
    if (given !== undefined) {
      throw inputError(
        'VERIFY_MODEL',
        `${given} is another model: its SHA-256 is ${short(opened!.sha256)}, that of the result’s ${short(sha256)}`,
      )
    }
  }
  throw inputError('VERIFY_MODEL', `the result’s model (${source}, SHA-256 ${short(sha256)}) is not here`)
}

/**
 * Finds a result's data by their hashes: those named, else at the place recorded.
 *
 * @throws InputError VERIFY_DATA where they are others, and all that reading them throws
 */
async function findData(
  recorded: Recorded['provenance']['data'],
  { options }: RecordedLine,
  given: string | undefined,
  { opened }: FoundModel,
  terminal: Terminal,
): Promise<{ readonly name: string; readonly data: Dataset }> {
  const name = given ?? (options.data as string)
  const fitting = pictureOptionsFor(opened, options as Partial<PictureChoices>, terminal)
  const data = await readData(name, 'test', fitting).catch((error) => {
    if (given !== undefined) throw error
    throw inputError('VERIFY_DATA', `the result’s data (${recorded.name}) are not at ${name}`, error)
  })
  const { images, labels } = recorded.sha256
  if (data.sha256.images !== images || data.sha256.labels !== labels) {
    throw inputError(
      'VERIFY_DATA',
      `${name} holds other data than the result’s: SHA-256 of the images ${short(data.sha256.images)}, expected ${short(images)}`,
    )
  }
  if (data.name === recorded.name) return { name, data }
  throw inputError(
    'VERIFY_DATA',
    `${name} is called ${data.name} in results, and the result’s data ${recorded.name}: name the folder as it was called`,
  )
}

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`
}
