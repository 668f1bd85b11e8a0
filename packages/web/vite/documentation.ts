import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import MarkdownIt from 'markdown-it'

const DOCS = '../../docs'
/** Pages of the documentation's site that the studio does not bring: made ones, pictures' and the site's own. */
const LEFT_OUT = /^(site|generated|figures|findings|benchmarks)\b|^benchmarks/

/**
 * Writes the documentation's pages as plain HTML, so that a word on the page leads to what is said of it, wherever the studio is served.
 * The site that `npm run docs` makes has more: commands, the library's names, a search.
 *
 * @param folder - theirs alone, written anew
 */
export function writeDocumentation(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const sources = new Map([
    ...markdownFiles().map((path) => [path, join(DOCS, path)] as const),
    ['../ARCHITECTURE.md', '../../ARCHITECTURE.md'] as const,
  ])
  const addresses = new Map([...sources.keys()].map((path) => [path, addressOf(path)]))
  for (const [path, source] of sources) {
    const file = join(folder, addresses.get(path)!)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, page(readFileSync(source, 'utf8'), path, addresses))
  }
  cpSync('vite/documentation.css', join(folder, 'documentation.css'))
}

function markdownFiles(): string[] {
  return readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md') && !LEFT_OUT.test(path))
    .sort()
}

function addressOf(path: string): string {
  return path.replace('../', '').toLowerCase().replace(/md$/, 'html')
}

/** @param path - of the source below docs/, from which its links go */
function page(source: string, path: string, addresses: ReadonlyMap<string, string>): string {
  const markdown = new MarkdownIt({ html: false })
  const here = addresses.get(path)!
  const up = here.includes('/') ? '../' : ''
  const tokens = markdown.parse(source, {})
  for (const [i, token] of tokens.entries()) {
    if (token.type === 'heading_open') token.attrSet('id', slug(tokens[i + 1]!.content))
    if (token.type === 'inline') token.children = linked(token.children!, path, here, addresses)
  }
  const title = /^# (.+)$/m.exec(source)![1]!.replaceAll('`', '')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${markdown.utils.escapeHtml(title)} · Umbra</title>
<link rel="icon" href="${up}../icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${up}documentation.css">
</head>
<body>
<nav><a href="${up}../">Umbra</a> <a href="${up}tutorial.html">Tutorial</a> <a href="${up}limits.html">What maps can say</a> <a href="${up}methods.html">What is computed</a> <a href="${up}glossary.html">Glossary</a> <a href="${up}architecture.html">Source</a></nav>
<main>
${markdown.renderer.render(tokens, markdown.options, {})}</main>
</body>
</html>
`
}

type Token = ReturnType<MarkdownIt['parse']>[number]

/** Links to pages that are here lead there; others keep their words alone, as pictures do. */
function linked(
  children: readonly Token[],
  path: string,
  here: string,
  addresses: ReadonlyMap<string, string>,
): Token[] {
  const open: boolean[] = []
  return children.filter((token) => {
    if (token.type === 'image') return false
    if (token.type === 'link_close') return open.pop()!
    if (token.type !== 'link_open') return true
    const [to = '', anchor] = token.attrGet('href')!.split('#')
    const target = to === '' ? here : addresses.get(posix.join(posix.dirname(path), to))
    const isKept = /^https?:/.test(to) || target !== undefined
    if (target !== undefined) {
      const relative = to === '' ? '' : posix.relative(posix.dirname(here), target)
      token.attrSet('href', anchor === undefined ? relative : `${relative}#${anchor}`)
    }
    open.push(isKept)
    return isKept
  })
}

/** As the documentation's site and GitHub make a heading's address. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}
