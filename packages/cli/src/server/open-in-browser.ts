import { spawn } from 'node:child_process'

type Opener = readonly [command: string, ...args: string[]]

/** Each platform's own way to open an address. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, Opener>>> = {
  darwin: ['open'],
  // `start` takes a first quoted word for a window's title.
  win32: ['cmd', '/c', 'start', '""'],
}

/**
 * Opens an address in the person's browser, which outlives this process.
 *
 * @param failed - told why none opened
 */
export function openInBrowser(
  url: string,
  failed: (reason: string) => void,
  [command, ...args]: Opener = OPENERS[process.platform] ?? ['xdg-open'],
): void {
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  opener.once('error', ({ message }) => failed(message))
  opener.once('exit', (code) => {
    if (code) failed(`${command} ended with ${code}`)
  })
  opener.unref()
}
