import {
  type Dataset,
  fitImage,
  noteRange,
  type OpenedFolder,
  openFolder,
  type PictureOptions,
  readNpzDataset,
  selectImages,
  type Task,
} from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { folderOf, type PickedFile } from '../folders/picked-file.js'
import type { OptionTexts } from '../options/option-field.js'
import { mnist } from './mnist.js'
import { pickedFiles } from './picked-files.js'
import type { DataRequest, ExampleImage, ExampleRequest, FoundData } from './protocol.js'

/** Data that a person brought, with what there is to say of them. */
interface OwnData extends OpenedFolder {
  /** What was left out, assumed or decoded otherwise, a line each: more once the data are read. */
  notes(): string[]
  /** The picture that stands for a class, as the model takes it; of arrays, its first image. */
  example(label: number): Promise<ExampleImage | undefined>
}

/** Looks into folders and files that a person brought, as the command line looks into `--data`. @throws as `openFolder` */
export async function openOwnData(
  picked: readonly PickedFile[],
  takes: DataRequest['takes'],
  preparing: OptionTexts,
  { signal, onProgress }: Task = {},
): Promise<OwnData> {
  const told: string[] = []
  const [inexact, unreadable]: [string[], string[]] = [[], []]
  const options: PictureOptions = {
    ...takes,
    ...preparedBy(preparing),
    note: (text) => told.push(text),
    onUnreadable: (_, { message }) => unreadable.push(message),
    onProgress: (progress) => {
      signal?.throwIfAborted()
      onProgress?.(progress)
    },
  }
  const { root, files } = folderOf(picked)
  const folder = pickedFiles(files, (path) => inexact.push(path))
  const archive = picked.length === 1 && /\.npz$/i.test(picked[0]!.path) ? picked[0]! : undefined
  // The name MNIST vouches for the original bytes.
  const naming = { ...takes, name: root === 'MNIST' ? 'folder MNIST' : root }
  const opened = archive
    ? await openArchive(archive, takes, options)
    : await openFolder(folder, root, 'test', naming, options)
  const training = async () => (await openFolder(folder, root, 'train', naming, options)).read()
  return {
    ...opened,
    read: async () => ({ ...(await opened.read()), ...(!archive && { training }) }),
    notes: () => [
      ...told,
      ...countedText('cannot be read, and was left out', 'cannot be read, and were left out', unreadable),
      ...countedText(DECODED[0], DECODED[1], inexact),
    ],
    async example(label) {
      const path = opened.pictures?.get(label)
      if (opened.pictures) {
        return path === undefined
          ? undefined
          : {
              image: fitImage(await folder.picture(path), takes.inputShape, options).data,
              shape: takes.inputShape,
            }
      }
      return firstOf(await opened.read(), label)
    },
  }
}

/** How pictures are made fit, as the command line's options say it. */
function preparedBy({ invert, centre, ...others }: OptionTexts): PictureOptions {
  return { ...(readOptions(others) as PictureOptions), invert: invert === 'true', centre: centre === 'true' }
}

const DECODED = [
  'was decoded by this browser: the command line may differ in its last bits',
  'were decoded by this browser: the command line may differ in their last bits',
] as const

/** `3 pictures cannot be read, and were left out (a.png …, b.png …, …)`. */
function countedText(one: string, many: string, which: readonly string[]): string[] {
  if (which.length === 0) return []
  const shown = [...which.slice(0, 3), ...(which.length > 3 ? ['…'] : [])].join('; ')
  return [`${which.length === 1 ? `1 picture ${one}` : `${which.length} pictures ${many}`} (${shown})`]
}

/** A single archive is its own dataset, as `--data FILE.npz` is. */
async function openArchive(
  { path, file }: PickedFile,
  takes: DataRequest['takes'],
  options: PictureOptions,
): Promise<OpenedFolder> {
  const dataset = await readNpzDataset(new Uint8Array(await file.arrayBuffer()), 'test', {
    ...takes,
    name: path,
  })
  noteRange(dataset, path, options)
  const { classNames, labels } = dataset
  const counts = classNames.map((_, k) => [...labels].filter((label) => label === k).length)
  return { kind: 'npz', classNames, counts, notRead: '', read: async () => dataset }
}

/** What is found in data, before any picture is decoded. */
export async function lookIntoData({ picked, takes, preparing }: DataRequest): Promise<FoundData> {
  const data = await openOwnData(picked, takes, preparing)
  const { kind, classNames, counts, notRead } = data
  return { kind, classNames, counts, notRead, notes: data.notes() }
}

/** An image of a class, to draw regions on. */
export async function exampleImage({
  data,
  takes,
  preparing,
  label,
}: ExampleRequest): Promise<ExampleImage | undefined> {
  if (data === 'mnist') return firstOf(await mnist('test'), label)
  return (await openOwnData(data.picked, takes, preparing)).example(label)
}

function firstOf({ images, labels }: Dataset, label: number): ExampleImage | undefined {
  const index = labels.indexOf(label)
  if (index < 0) return undefined
  const [, height, width, channels] = images.shape
  return { image: selectImages(images, [index]).data, shape: [height, width, channels] }
}
