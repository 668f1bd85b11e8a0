import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { SECTIONS } from '../pages.mjs'
import { SITE } from './build-site.ts'
import { ROOT } from './read-blocks.ts'

const pages = filesBelow(SITE).filter((path) => path.endsWith('.html'))
const html = new Map(pages.map((path) => [path, readFileSync(join(SITE, path), 'utf8')]))
const anchors = new Map(
  [...html].map(([path, text]) => [
    path,
    new Set([...text.matchAll(/ (?:id|name)="([^"]+)"/g)].map(([, id]) => decoded(id!))),
  ]),
)

it('is built without a complaint', () => {
  expect(inject('build')).toMatchObject({ status: 0 })
  expect(inject('build').said).not.toMatch(/warning|error/i)
})

it('has a page for every page of docs', () => {
  const listed = SECTIONS.flatMap(({ pages: own }) =>
    own.map((page) => (typeof page === 'string' ? page : page[0]!)),
  )
  const written = filesBelow(join(ROOT, 'docs')).filter(
    (path) => path.endsWith('.md') && !/^(site|generated)\//.test(path),
  )
  expect(listed.filter((path) => !/^(\.\.|generated)\//.test(path)).sort()).toEqual(written.sort())
})

describe('every address', () => {
  const used = [...html].flatMap(([page, text]) =>
    [...text.matchAll(/ (?:href|src|srcset)="([^"]*)"/g)].map(([, address]) => ({
      page,
      address: decoded(address!),
    })),
  )
  const own = used.filter(({ address }) => !/^(https?|mailto|data):/.test(address))

  it('is relative, or leads outside on purpose', () => {
    expect(used.length).toBeGreaterThan(5000)
    expect(own.filter(({ address }) => address.startsWith('/'))).toEqual([])
    // Scripts, styles and pictures come from the site.
    for (const [page, text] of html)
      expect(text, page).not.toMatch(/<(script|link|img)[^>]*(src|href)="https?:/)
  })

  it('leads to a file and an anchor that are there', () => {
    expect(own.filter(({ page, address }) => isBroken(page, address))).toEqual([])
    expect(isBroken('library/core.html', '../glossary.html#logit')).toBe(false)
    expect(isBroken('library/core.html', '../glossary.html#logits')).toBe(true)
    expect(isBroken('library/core.html', 'glossary.html')).toBe(true)
  })

  it('in a page of the repository leads to a file that is there', () => {
    const folders = ['.', 'docs', 'docs/adr', 'docs/how-to', 'models', 'examples/embed', 'examples/node']
    for (const folder of folders) {
      for (const name of readdirSync(join(ROOT, folder)).filter((each) => each.endsWith('.md'))) {
        const text = readFileSync(join(ROOT, folder, name), 'utf8').replaceAll(
          /```[\s\S]*?```|`[^`\n]*`/g,
          '',
        )
        for (const [, address] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
          if (/^(https?:|#)/.test(address!)) continue
          const file = join(ROOT, folder, address!.split('#')[0]!)
          expect(existsSync(file), `${folder}/${name}: ${address}`).toBe(true)
        }
      }
    }
  })
})

it('has a policy in every page, and no script inside one', () => {
  for (const [page, text] of html) {
    expect(text, page).toContain('http-equiv="Content-Security-Policy"')
    expect(text, page).not.toMatch(/<script(?![^>]* src=)[^>]*>|\son\w+="/)
  }
})

function isBroken(page: string, address: string): boolean {
  const [path, anchor] = address.split('#') as [string, string?]
  const target = path === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(path))
  if (!existsSync(join(SITE, target)) || statSync(join(SITE, target)).isDirectory()) return true
  const isPage = anchor !== undefined && anchor !== '' && target.endsWith('.html')
  return isPage && !anchors.get(target)!.has(decodeURIComponent(anchor))
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

function decoded(text: string): string {
  return text
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
}
