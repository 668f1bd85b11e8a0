import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, Converter, JSX, OptionDefaults, PageEvent, StructureRouter } from 'typedoc'
import { libraryEntries } from './library.mjs'
import { THEME_FILE, themeScriptOf, withPolicy } from './with-policy.mjs'

/** Scripts of the first page. */
const LIVE = ['live/umbra-map.js', 'live/home.js']

/**
 * Renders the pages and the library's reference with TypeDoc, whose addresses are all relative.
 *
 * @param root - the repository's folder
 * @param pages - as `readPages` tells them
 * @param out - the folder to write
 * @returns how many warnings and errors there were: broken links are among them
 */
export async function renderSite(root, pages, out) {
  const entries = libraryEntries(root)
  const app = await Application.bootstrap({
    ...{ name: 'Umbra', readme: join(root, 'docs/site/index.md'), out, basePath: root },
    ...{ tsconfig: join(root, 'docs/site/tsconfig.json'), entryPoints: entries.map(([, file]) => file) },
    ...{ projectDocuments: pages.map(({ file }) => file), sortEntryPoints: false },
    ...{
      disableSources: true,
      useFirstParagraphOfCommentAsSummary: true,
      skipErrorChecking: true,
      excludePrivate: true,
      excludeInternal: true,
      includeVersion: false,
    },
    ...{
      hideGenerator: true,
      favicon: join(root, 'packages/web/static/icon.svg'),
      includeHierarchySummary: false,
      searchInComments: true,
      searchInDocuments: true,
    },
    ...{ visibilityFilters: {}, headings: { readme: false, document: false }, router: 'site' },
    ...{ navigation: { includeGroups: true, includeCategories: false, includeFolders: false } },
    ...{ groupOrder: [...new Set(pages.map(({ section }) => section)), 'Library', '*'] },
    ...{ sort: ['kind', 'alphabetical-ignoring-documents'], customCss: join(root, 'docs/site/style.css') },
    ...{ lightHighlightTheme: 'light-plus', darkHighlightTheme: 'dark-plus' },
    highlightLanguages: ['bash', 'html', 'javascript', 'json', 'python', 'typescript', 'yaml'],
    ...{ validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true } },
    modifierTags: [...OptionDefaults.modifierTags, '@ts-ignore'],
    excludeTags: ['@ts-ignore'],
    jsDocCompatibility: { defaultTag: false, exampleTag: false },
  })
  app.internationalization.addTranslations('en', { kind_plural_module: 'Library' })
  const pageOf = (document) => {
    const path = app.files.getReflectionPath(document)
    return pages.find(({ file }) => file === path)
  }
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const { title, section } = pageOf(document)
    document.name = title
    document.frontmatter.group = section
  })
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (!reflection.parent?.isProject()) return
    const path = app.files.getReflectionPath(reflection)
    reflection.name = entries.find(([, file]) => file === path)[0]
  })
  app.renderer.defineRouter('site', routerOf(pageOf))
  let themeScript
  app.renderer.on(PageEvent.END, (page) => {
    themeScript ??= themeScriptOf(page.contents)
    page.contents = withPolicy(page.contents, page.url)
  })
  app.renderer.hooks.on('head.end', ({ page }) =>
    page.url === 'index.html'
      ? LIVE.map((src) => JSX.createElement('script', { type: 'module', src }))
      : JSX.createElement(JSX.Fragment, null),
  )
  const project = await app.convert()
  if (!project) throw new Error('the sources do not compile')
  app.validate(project)
  await app.generateOutputs(project)
  writeFileSync(join(out, THEME_FILE), themeScript)
  return app.logger.warningCount + app.logger.errorCount
}

/** Addresses: a page's is that of its file below docs/, a name's is `library/`, its entry and the name. */
function routerOf(pageOf) {
  return class extends StructureRouter {
    getIdealBaseName(reflection) {
      if (reflection.isDocument?.()) return pageOf(reflection).address
      return `library/${super.getIdealBaseName(reflection).replace(/^_?umbra\//, '')}`
    }
  }
}
