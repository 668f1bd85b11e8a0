import { openZip } from '../../arrays/unzip.js'
import { InputError } from '../../errors.js'
import { foreignArchive } from '../foreign/foreign-file.js'
import { FileTooLarge, LARGEST_FILE } from '../read-file/limited.js'
import { HEAD } from '../signatures.js'
import { type FilesTogether, foreignAmong, MODEL_FILE, modelCandidates } from './model-candidates.js'
import { besideModels, DOCUMENTS, type OpenedSource, type Recognition, SIDECAR } from './model-source.js'
import { splitName } from './split-name.js'

/**
 * The model in a ZIP, with the files that belong to it: as Teachable Machine exports one, or whoever zips a file or its folder. A file of
 * Keras 3, which is a ZIP itself, stays as it is, what is zipped with it lying beside it.
 *
 * @param outer - a file that begins as a ZIP does
 * @throws InputError `MODEL_FORMAT`, `MODEL_AMBIGUOUS` and those of a ZIP archive
 */
export async function openZipped(outer: OpenedSource, recognition: Recognition): Promise<OpenedSource> {
  const archive = outer.file.name
  const zip = openZip(await outer.file.bytes(), archive, LARGEST_FILE)
  const names = zip.names.filter((name) => !/\/$|(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(name))
  const inside = (folder: string): OpenedSource['readBeside'] => {
    return async (path, largest = LARGEST_FILE) => {
      if (!names.includes(folder + path)) return undefined
      if (zip.start(folder + path, 0).size > largest) throw new FileTooLarge(largest)
      return zip.unpack(folder + path)
    }
  }
  const keras = names.find((name) => {
    const [folder, last] = splitName(name)
    return /^model\.weights\.(h5|npz|json)$/.test(last) && names.includes(`${folder}config.json`)
  })
  if (keras !== undefined) return { ...outer, ...besideBoth(outer, inside(splitName(keras)[0])) }
  const foreign = foreignArchive(names)
  if (foreign) throw new InputError('MODEL_FORMAT', `${archive} is ${foreign}`)
  const model = await modelIn(
    archive,
    {
      names,
      head: async (name) => zip.start(name, HEAD).bytes,
      bytes: async (name) => zip.unpack(name),
    },
    recognition,
  )
  const [folder, name] = splitName(model)
  const file = {
    name,
    within: archive,
    head: zip.start(model, HEAD).bytes,
    bytes: async () => zip.unpack(model),
  }
  return { file, ...besideBoth(outer, inside(folder)) }
}

/** Of files beside a model, those in its archive, else those beside that; but what a person says there of preprocessing goes first. */
function besideBoth(
  outer: OpenedSource,
  inside: OpenedSource['readBeside'],
): Pick<OpenedSource, 'readBeside' | 'sidecar'> {
  const around: OpenedSource['readBeside'] = outer.sidecar ? outer.readBeside : async () => undefined
  return {
    readBeside: async (path, largest) => {
      const [first, second] = path === SIDECAR ? [around, inside] : [inside, around]
      return (await first(path, largest)) ?? second(path, largest)
    },
    sidecar: true,
  }
}

async function modelIn(archive: string, files: FilesTogether, recognition: Recognition): Promise<string> {
  const likely = files.names.filter((name) => {
    return MODEL_FILE.test(name) || DOCUMENTS.includes(splitName(name)[1]) || otherDocument(name)
  })
  const looked = { ...files, names: likely.length > 0 ? likely : files.names }
  const [model, other] = await modelCandidates(looked, recognition, otherDocument)
  if (model !== undefined && other !== undefined) {
    const what = `${archive} holds ${model} and ${other}: unpack it, and name the one meant`
    throw new InputError('MODEL_AMBIGUOUS', what)
  }
  if (model !== undefined) return model
  const foreign = await foreignAmong(files)
  const none = `${archive} holds no model, expected model.json, network.json or one file of another format`
  throw new InputError('MODEL_FORMAT', foreign ? `${none}; ${foreign}` : none)
}

function otherDocument(path: string): boolean {
  const [, name] = splitName(path)
  return /\.json$/i.test(name) && !besideModels(name)
}
