import type { Pixels } from '../pictures/index.js'
import type { NotRead } from './not-read.js'

/** What a name in a folder stands for, links followed: `dangling` is a link that leads nowhere, `special` a device, pipe or socket. */
export type EntryKind = 'file' | 'folder' | 'dangling' | 'special'

/** A name in a folder. */
export interface FolderEntry {
  readonly name: string
  /** Where it is read: in the folder under its name, but for a link kept as text. */
  readonly path: string
  readonly kind: EntryKind
  readonly link: boolean
  /** The path it holds, where it is a link kept as text. */
  readonly text?: string
}

/** Folders and their files, wherever they are: on a disk, or as a page was given them. Paths are its own. */
export interface FolderFiles {
  /** What a folder holds, in the order of code units; hidden files and clutter (`isClutter`) are not there. @throws InputError FILE_UNREADABLE */
  list(folder: string): Promise<readonly FolderEntry[]>
  /** A file's bytes, in memory of their own; null where there is none. @throws InputError FILE_UNREADABLE, FILE_TOO_LARGE */
  read(path: string): Promise<Uint8Array | null>
  /** Whether a file is a picture that is read (`isReadPicture`). */
  isPicture(path: string): Promise<boolean>
  /**
   * The pictures of a folder and of those below it, each file once, in the order of their paths by code units.
   *
   * @param notRead - takes what is left out
   * @throws InputError FILE_UNREADABLE, FOLDER_TOO_DEEP
   */
  findPictures(folder: string, notRead: NotRead): Promise<readonly string[]>
  /** A picture, decoded and upright. @throws InputError IMAGE_NOT_FOUND, FILE_UNREADABLE, IMAGE_FORMAT, IMAGE_TOO_LARGE, IMAGE_CORRUPT */
  picture(path: string): Promise<Pixels>
  /** The names of the folders that lead to a path, and its own last. */
  namesOf(path: string): readonly string[]
}

/** What file managers and archives leave behind. */
const CLUTTER = /^(\..*|__macosx|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|@eadir|lost\+found)$/i

/** Whether a name is of a hidden file, or of what systems leave behind: nobody's data. */
export function isClutter(name: string): boolean {
  return CLUTTER.test(name)
}
