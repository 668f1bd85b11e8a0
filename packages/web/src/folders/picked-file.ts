/** A file of a folder that a person brought. */
export interface PickedFile {
  /** Names with `/` between, from the folder brought on. */
  readonly path: string
  readonly file: File
}

/** Files of one folder: its name is the first of every path. */
export interface PickedFolder {
  readonly root: string
  readonly files: readonly PickedFile[]
}

/**
 * Whether folders are data to compare classes of: pictures in folders within them or in several of them, or files of data's own names.
 *
 * @param inOne - whether pictures in a single folder are a class of data too
 */
export function isData(files: readonly PickedFile[], inOne: boolean): boolean {
  const pictures = files
    .filter(({ file }) => file.type.startsWith('image/'))
    .map(({ path }) => path.split('/'))
  const tops = new Set(pictures.filter(({ length }) => length > 1).map(([top]) => top))
  const isKnown = files.some(({ path }) => /(-ubyte(\.gz)?|(images|labels)\.npy|\.npz)$/i.test(path))
  const isModel = files.some(({ path }) => /\.(json|onnx|keras|h5|hdf5|tflite|pb)$/i.test(path))
  return pictures.some(({ length }) => length > 2) || tops.size > (inOne ? 0 : 1) || (isKnown && !isModel)
}

/** What class folders that were brought one by one are said to lie in, and loose files. */
export const GATHERED = 'data'

/**
 * The folder of data that files are of: the one folder that all are in, or one made up around several folders, around a single one that
 * holds nothing but pictures, and around loose files.
 */
export function folderOf(files: readonly PickedFile[]): PickedFolder {
  const tops = new Set(files.map(({ path }) => path.split('/')[0]!))
  const [top] = tops
  if (top !== undefined && tops.size === 1 && !isClassFolder(files)) return { root: top, files }
  return { root: GATHERED, files: files.map(({ path, file }) => ({ path: `${GATHERED}/${path}`, file })) }
}

/** Whether pictures lie in the folder itself, or nothing but files that are no data; or there is no folder at all. */
function isClassFolder(files: readonly PickedFile[]): boolean {
  const isDirect = ({ path }: PickedFile) => path.split('/').length < 3
  const direct = files.filter(isDirect)
  const loose = files.some(({ path }) => !path.includes('/'))
  const pictures = direct.some(({ file }) => file.type.startsWith('image/'))
  return loose || pictures || (direct.length === files.length && !direct.some(({ path }) => DATA.test(path)))
}

const DATA = /\.(np[yz]|gz)$|-ubyte$/i
