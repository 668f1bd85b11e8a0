import { CommanderError } from 'commander'
import { exitCodeOf, exitCodes } from './exit-code.js'
import { Interrupted } from './interrupted.js'
import { createProgram } from './program.js'
import { errorText } from './terminal/error-text.js'
import { Terminal } from './terminal/terminal.js'

const args = process.argv.slice(2)
const interruption = new AbortController()
const terminal = new Terminal(process.stdout, process.stderr, process.env)

process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` has seen enough: no failure of ours.
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed)
})

const code = await run()
// Threads that an aborted run left behind must not keep the process alive; what was written must still arrive.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))))
process.exit(code)

async function run(): Promise<number> {
  try {
    await createProgram({ terminal, signal: interruption.signal, args }).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    terminal.endProgress()
    // Commander has already written its own message.
    if (!(error instanceof CommanderError)) terminal.warn(errorText(error, args.includes('--verbose')))
    return exitCodeOf(error)
  }
}

/** Once: finish cleanly. Twice: stop. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted)
  interruption.abort(new Interrupted())
  terminal.endProgress()
  terminal.warn('stopping; press Ctrl-C again to stop at once')
}
