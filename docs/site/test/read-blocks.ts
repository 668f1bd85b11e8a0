import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../../..')

/** A block of code in a page. */
export interface Block {
  /** Below the repository's folder. */
  readonly file: string
  readonly line: number
  readonly language: string
  readonly code: string
}

const FOLDERS = ['.', 'docs', 'docs/adr', 'docs/how-to', 'docs/site', 'docs/generated/commands']
const READMES = ['packages', 'examples', 'models']

/** Pages with code for readers: of the documentation, the packages, the examples and the repository. */
export const pages = [
  ...FOLDERS.flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}`)),
  ...READMES.flatMap((folder) => [folder, ...namesIn(folder).map((name) => `${folder}/${name}`)]).map(
    (folder) => `${folder}/README.md`,
  ),
]
  .filter((path) => path.endsWith('.md') && existsSync(join(ROOT, path)))
  .map((path) => path.replace(/^\.\//, ''))

function namesIn(folder: string): string[] {
  return existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)) : []
}

/** Every block of code in every page. */
export function readBlocks(): Block[] {
  return pages.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(
      ({ 1: indent, 2: language, 3: code, index }) => ({
        file,
        line: text.slice(0, index).split('\n').length,
        language: language!,
        code: code!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }),
    )
  })
}
