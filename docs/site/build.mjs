/**
 * Builds the documentation's site: `npm run docs [FOLDER]`, which is docs/site/dist unless told. A static site of relative addresses,
 * to be served from any folder of any server. It takes what `npm run build` has built.
 */
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { copyLiveMap } from './copy-live-map.mjs'
import { readPages } from './read-pages.mjs'
import { renderSite } from './render.mjs'
import { writeCommands } from './write-commands.mjs'
import { writeGallery } from './write-gallery.mjs'

const root = resolve(import.meta.dirname, '../..')
const out = resolve(process.argv[2] ?? join(import.meta.dirname, 'dist'))

rmSync(out, { recursive: true, force: true })
const generated = join(root, 'docs/generated')
writeGallery(root, generated)
const pages = readPages(root, await writeCommands(generated))
const complaints = await renderSite(root, pages, out)
copyLiveMap(root, out)
if (complaints > 0) {
  process.stderr.write(`the site has ${complaints} broken links or other faults, told above\n`)
  process.exitCode = 1
}
