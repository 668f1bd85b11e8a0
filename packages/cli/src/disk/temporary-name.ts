import { randomBytes } from 'node:crypto'

const PREFIX = '.umbra-writing-'

/** A name nobody else uses, for what is not yet whole. */
export function temporaryName(): string {
  return `${PREFIX}${randomBytes(6).toString('hex')}`
}

/** Whether a file or folder is what a run that was killed left unfinished. */
export function isTemporary(name: string): boolean {
  return name.startsWith(PREFIX)
}
