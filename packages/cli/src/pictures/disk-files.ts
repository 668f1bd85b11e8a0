import { resolve, sep } from 'node:path'
import type { FolderFiles } from '@umbra/core/explain'
import { listFolder } from '../disk/list-folder.js'
import { readIfThere } from '../disk/read-if-there.js'
import { findPictures, isPicture } from './find-pictures.js'
import { readImage } from './read-image.js'

/** The folders of this machine. */
export const diskFiles: FolderFiles = {
  list: listFolder,
  read: readIfThere,
  isPicture,
  findPictures,
  picture: readImage,
  namesOf: (path) => resolve(path).split(sep),
}
