/**
 * Lets the host handle its other events. Timers would do, but a page delays them by 4 ms each once they follow one another;
 * a message to oneself comes at once. Node handles such messages all together, before timers, so there it is `setImmediate`.
 */
export function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve)
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
