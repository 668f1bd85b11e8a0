/**
 * Keeps the studio for use without a network. `VERSION` and `FILES` are put before this text by the build. Pages come from
 * the network while there is one; everything else belongs to this version of the page and is fetched once.
 */
const CACHE = `umbra ${VERSION}`

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => Promise.allSettled(FILES.map((file) => cache.add(file))))
      .then(() => skipWaiting()),
  )
})

addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('umbra ') && name !== CACHE
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  )
})

addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return
  event.respondWith(request.mode === 'navigate' ? page(request) : file(request))
})

async function page(request) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match('./')) ?? Response.error()
  }
}

async function file(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request, { ignoreSearch: true })
  if (kept) return kept
  const response = await fetch(request)
  if (response.status === 200) await cache.put(request, response.clone()).catch(() => {})
  return response
}
