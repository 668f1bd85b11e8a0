import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { SECTIONS } from './pages.mjs'

/**
 * The pages of the site, with their titles and addresses.
 *
 * @param root - the repository's folder
 * @param commands - paths of the commands' pages, which are made
 * @returns of each page its file, section, title, and address without `.html`
 */
export function readPages(root, commands) {
  const docs = join(root, 'docs')
  return SECTIONS.flatMap(({ title: section, pages }) =>
    (section === 'Commands' ? commands : pages).map((page) => {
      const [path, short] = typeof page === 'string' ? [page] : page
      const file = join(docs, path)
      return { file, section, title: short ?? headingOf(file), address: addressOf(relative(docs, file)) }
    }),
  )
}

function headingOf(file) {
  const heading = /^# (.+)$/m.exec(readFileSync(file, 'utf8'))
  if (!heading) throw new Error(`${file}: no first heading, which is a page's title`)
  return heading[1]
}

/** `generated/commands/study.md` is at `commands/study`, `../models/README.md` at `project/models`. */
function addressOf(path) {
  const plain = path.replace(/\.md$/, '').replace(/^generated\//, '')
  return plain.startsWith('..')
    ? `project/${plain
        .replace(/^\.\.\//, '')
        .replace(/\/README$/, '')
        .toLowerCase()}`
    : plain
}
