import { CommanderError } from 'commander'
import { Interruption } from './context.js'
import { failureOf } from './failure.js'
import { outlivesHangup } from './hangup.js'
import { NO_COLOUR } from './options/common-options.js'
import { withoutPasswords } from './options/without-passwords.js'
import { Unread, watchStreams } from './output-streams.js'
import { createProgram } from './program.js'
import { Terminal } from './terminal/terminal.js'

const args = process.argv.slice(2)
// A list of processes is for all users of a machine to read.
const shown = args.map(withoutPasswords)
if (shown.some((arg, i) => arg !== args[i])) process.title = ['umbra', ...shown].join(' ')

const interruption = new AbortController()
const env = args.includes(NO_COLOUR) ? { ...process.env, NO_COLOR: '1' } : process.env
const terminal = new Terminal(process.stdout, process.stderr, env)

process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
process.on('SIGHUP', outlivesHangup(process.env) ? () => undefined : interrupt)
const streams = watchStreams(process.stdout, process.stderr, {
  exit: (code) => process.exit(code),
  stop: (reason) => interruption.abort(reason),
  isStopping: () => interruption.signal.aborted,
})

let exitCode = await run()
// What was written must arrive, and threads an aborted run left behind must not keep the process alive.
await flushed()
if (streams.outputFailure && exitCode === 0) {
  exitCode = fail(streams.outputFailure)
  await flushed()
}
process.exit(exitCode === 0 && streams.errorsLost ? 1 : exitCode)

async function run(): Promise<number> {
  try {
    const { signal } = interruption
    // Until the options are read: an error in them must be told in the form asked for.
    terminal.configure({ json: args.includes('--json'), quiet: args.includes('--quiet') })
    const program = createProgram({ terminal, signal, args, env: process.env })
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    terminal.endProgress()
    if (error instanceof Unread) return 0
    // Commander has written its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return fail(error)
  }
}

/** Says what went wrong. @returns the exit code */
function fail(error: unknown): number {
  const { code, message, hint, stack, exitCode } = failureOf(error)
  terminal.fail(code, message, hint)
  if (terminal.verbose || args.includes('--verbose')) terminal.warn(stack)
  return exitCode
}

function flushed(): Promise<unknown> {
  return Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  )
}

/** Once: finish cleanly. Twice: stop. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(130)
  interruption.abort(new Interruption())
  terminal.warn('Stopping. Ctrl-C again stops at once.')
}
