import type { Command } from 'commander'
import type { ServeOptions } from '../actions/serve.js'
import type { Context } from '../context.js'
import { readCount } from '../options/read-value.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra serve                          the web studio at http://127.0.0.1:8080
  $ umbra serve --open                   the same, opened in the browser
  $ umbra serve --port 0                 at any free port; the address is printed
`

/** `umbra serve`: the web studio, for this machine only. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .option('--port <N>', 'port to listen on; 0 takes a free one', readCount('port', 65535), 8080)
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--open', 'open it in the browser')
    .action(async (options: ServeOptions) => (await import('../actions/serve.js')).serve(options, context))
}
