import { readFileSync } from 'node:fs'

/** The repository's folder. */
export const root = new URL('../../../', import.meta.url)

/** A text of the repository. @param path - from its folder on */
export const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
