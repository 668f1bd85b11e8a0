/** Installs the service worker that keeps the site for use without a network; a development server has none. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('./service-worker.js').catch(() => {
    // A private window, or storage that is full: the site works all the same, with a network.
  })
}
