/**
 * Lets the host's other events in, so that an abort, a progress bar or a page's input is seen during long work on this
 * thread. A timer rather than a promise: promises run before any event does.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
