import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Larger scripts are runtimes of models that a network of layers never loads. */
const LARGEST = 500_000
/** Where images begin in a file of IDX, and how many bytes each is. */
const [HEADER, IMAGE] = [16, 784]

/**
 * Puts what the first page's live map needs into the site: the studio's `<umbra-map>` with the scripts it may load, the reference
 * model, and a test image of each digit.
 *
 * @param root - the repository's folder, with the studio built
 * @param out - the site's folder
 */
export function copyLiveMap(root, out) {
  const studio = join(root, 'packages/web/dist')
  const live = join(out, 'live')
  if (!existsSync(join(studio, 'umbra-map.js')))
    throw new Error('the studio is not built: npm run build first')
  for (const file of scriptsFrom(studio, 'umbra-map.js')) {
    mkdirSync(dirname(join(live, file)), { recursive: true })
    cpSync(join(studio, file), join(live, file))
  }
  cpSync(join(root, 'models/reference'), join(live, 'model'), { recursive: true })
  cpSync(join(root, 'docs/site/live/home.js'), join(live, 'home.js'))
  writeFileSync(join(live, 'samples.json'), JSON.stringify(samples(join(studio, 'data'))))
}

/** A script and all that it names, however far away. */
function scriptsFrom(folder, script, found = new Set()) {
  if (found.has(script)) return found
  found.add(script)
  const text = readFileSync(join(folder, script), 'utf8')
  for (const [, name] of text.matchAll(/["'`]((?:\.{0,2}\/)?[\w./-]+\.js)["'`]/g)) {
    const file = posix.join(posix.dirname(script), name)
    if (existsSync(join(folder, file)) && statSync(join(folder, file)).size <= LARGEST)
      scriptsFrom(folder, file, found)
  }
  return found
}

/** The studio's sample of each digit, 784 bytes in base64. */
function samples(folder) {
  const images = gunzipSync(readFileSync(join(folder, 't10k-images-idx3-ubyte.gz')))
  const list = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8'))
  return Array.from({ length: 10 }, (_, label) => {
    const { index } = list.find((sample) => sample.label === label)
    const at = HEADER + index * IMAGE
    return { label, image: images.subarray(at, at + IMAGE).toString('base64') }
  })
}
