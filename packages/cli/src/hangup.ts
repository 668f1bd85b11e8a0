import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

const SIGHUP = 1
const WRITE_ONLY = 1

/**
 * Whether the end of the terminal was to be outlived, as `nohup` and `trap '' HUP` ask. Node gives every signal its default
 * again as it starts, so that what was asked has to be read off its traces: a parent that ignores the signal hands that
 * down; `nohup` itself is replaced by what it starts, but leaves a standard input that cannot be read, or its own path in
 * the variable that shells name the started program in.
 */
export function outlivesHangup(env: Readonly<NodeJS.ProcessEnv>): boolean {
  return (
    ignores('self') ||
    ignores(String(process.ppid)) ||
    hasUnreadableInput() ||
    basename(env._ ?? '') === 'nohup'
  )
}

/** As Linux tells it; elsewhere unknown. */
function ignores(process: string): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(textOf(`/proc/${process}/status`))?.[1]
  return mask !== undefined && (BigInt(`0x${mask}`) >> BigInt(SIGHUP - 1)) % 2n === 1n
}

/** A terminal as standard input is exchanged for /dev/null, opened for writing alone. */
function hasUnreadableInput(): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(textOf('/proc/self/fdinfo/0'))?.[1]
  if (flags === undefined || (Number.parseInt(flags, 8) & 3) !== WRITE_ONLY) return false
  try {
    return readlinkSync('/proc/self/fd/0') === '/dev/null'
  } catch {
    return false
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
