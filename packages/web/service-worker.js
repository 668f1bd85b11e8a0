/**
 * Keeps the studio for use without a network. `BUILD`, `FILES` (the path of every file of the build below the worker's folder,
 * with its integrity) and `KEPT` (those fetched ahead) are put before this text by the build.
 *
 * A worker belongs to an origin, and so outlives the program that served it: another may answer at the same port. So
 * - it answers for files of its own build alone, by their exact path, and keeps none whose bytes are not that build's;
 * - whether its own site still answers is asked with every page opened, of the network; where another does, the worker takes
 *   its cache and leaves.
 */
const CACHE = `umbra ${registration.scope} ${BUILD}`

/** How long the network may take to say whose site it is, before it counts as none. Milliseconds. */
const PATIENCE = 3000

/**
 * Who answers, as last asked: `own`, this build; `newer`, another build of the studio, or a server in trouble; `none`, as there
 * is no network; `other`, another program.
 */
let site

function ask() {
  site = answering()
  return site
}

async function answering() {
  let response
  try {
    response = await fetch('./build.json', {
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
  } catch {
    return 'none'
  }
  if (response.status >= 500) return 'newer'
  const { studio, build } = await response.json().catch(() => ({}))
  if (studio !== 'umbra') return 'other'
  return build === BUILD ? 'own' : 'newer'
}

addEventListener('install', (event) => {
  event.waitUntil(install())
})

async function install() {
  if ((await ask()) !== 'own') throw new Error('another site answers')
  await caches.open(CACHE)
  await Promise.allSettled(KEPT.map(async (path) => keep(path, await fetchOwn(path))))
  await skipWaiting()
}

addEventListener('activate', (event) => {
  // Firefox claims threads too, and not before each of them listens, which one that waits for work never does: nobody waits for it.
  event.waitUntil(removeCaches((name) => name !== CACHE).then(() => void clients.claim()))
})

addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  const path = pathOf(url)
  if (request.mode === 'navigate') {
    const asked = ask()
    event.waitUntil(asked.then(leaveTo))
    // Its address holds its state, which is no part of the page.
    if (path === './') event.respondWith(page(request, asked))
  } else if (path in FILES && url.search === '' && mayBeKept(request)) {
    event.respondWith(file(request, path))
  }
})

/** A path as `FILES` has it; one outside the worker's folder is none of them. */
function pathOf({ pathname }) {
  const folder = new URL(registration.scope).pathname
  if (!pathname.startsWith(folder)) return undefined
  const path = pathname.slice(folder.length)
  return path === '' || path === 'index.html' ? './' : path
}

/** Whether a request takes what was kept before: not if it wants it from the network, and only whole. */
function mayBeKept({ cache, headers }) {
  return cache !== 'no-store' && cache !== 'reload' && cache !== 'no-cache' && !headers.has('range')
}

/** The page from the network or, where there is none, as it was kept. */
async function page(request, asked) {
  const fromNetwork = fetch(request)
  const kept = asked.then(async (who) => (who === 'none' && (await keptFile('./'))) || fromNetwork)
  return Promise.any([fromNetwork, kept]).catch(() => Response.error())
}

async function file(request, path) {
  const who = await (site ?? ask())
  if (who !== 'own' && who !== 'none') return fetch(request)
  const kept = await keptFile(path)
  if (kept) return kept
  // Bytes of another build are given to whoever asked for them, but not kept.
  const response = await fetchOwn(path).catch(() => undefined)
  if (!response) return fetch(request)
  await keep(path, response.clone()).catch(() => {})
  return response
}

async function keptFile(path) {
  // To open a cache that was taken away would make it again.
  return (await caches.has(CACHE)) ? (await caches.open(CACHE)).match(path) : undefined
}

async function keep(path, response) {
  if (!(await caches.has(CACHE))) return
  if (!/\bno-store\b/.test(response.headers.get('cache-control') ?? '')) {
    await (await caches.open(CACHE)).put(path, response)
  }
}

/** A file of this build from the network. Fails where its bytes are any others. */
async function fetchOwn(path) {
  const response = await fetch(path, { integrity: FILES[path], cache: 'no-cache' })
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
  return response
}

/** What follows from who answers. */
async function leaveTo(who) {
  if (who === 'newer') await registration.update().catch(() => {})
  if (who !== 'other') return
  await registration.unregister()
  await removeCaches(() => true)
}

/** Removes this folder's caches that are meant, and those of builds that named theirs without the folder. */
async function removeCaches(isMeant) {
  const own = (name) =>
    name.startsWith(`umbra ${registration.scope} `) ? isMeant(name) : /^umbra [0-9a-f]{12}$/.test(name)
  const names = await caches.keys()
  await Promise.all(names.filter(own).map((name) => caches.delete(name)))
}
