import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allCommands, commands } from '../../packages/cli/dist/commands/index.js'

/** What options stand under in a command that has few of them. */
const ALL = 'Options:'

/**
 * Writes a page for every command, from what the program itself is made of: arguments, options, defaults, examples.
 *
 * @param folder - docs/generated
 * @returns the pages' paths below docs/, in the order of the help
 */
export async function writeCommands(folder) {
  const out = join(folder, 'commands')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const all = await allCommands({ terminal: {}, signal: new AbortController().signal })
  const paths = all.map((command) => {
    writeFileSync(join(out, `${command.name()}.md`), pageOf(command))
    return `generated/commands/${command.name()}.md`
  })
  writeFileSync(join(out, 'index.md'), overview())
  return ['generated/commands/index.md', ...paths]
}

function overview() {
  const rows = commands.map(({ name, summary }) => `| [umbra ${name}](${name}.md) | ${plain(summary)} |`)
  return `# All commands

| command | what it does |
|---|---|
${rows.join('\n')}

\`umbra COMMAND --help\` prints what these pages say. Options also come from variables, \`UMBRA_THREADS=2\` for \`--threads 2\`, and from
\`umbra.config.json\`; a flag goes before a variable, a variable before the file, the file before the default, and \`--show-config\` prints
what comes out. [Exit codes](../../scale.md#exit-codes) are the same for all.
`
}

function pageOf(command) {
  const name = `umbra ${command.name()}`
  const parts = [
    `# ${name}`,
    `${sentence(command.summary())}`,
    '## Usage',
    fenced('text', `${name} ${command.usage()}`),
  ]
  const examples = examplesOf(command)
  if (examples) parts.push('## Examples', fenced('sh', examples))
  if (command.registeredArguments.length > 0) {
    const rows = command.registeredArguments.map((one) => [`\`${one.name()}\``, plain(one.description)])
    parts.push('## Arguments', table(['argument', 'what it is'], rows))
  }
  for (const heading of new Set(command.options.map(groupOf))) {
    const options = command.options.filter((option) => groupOf(option) === heading)
    parts.push(`## ${heading.replace(/:$/, '')}`, table(['option', 'what it does'], options.map(rowOf)))
  }
  return `${parts.join('\n\n')}\n`
}

function groupOf(option) {
  return option.helpGroupHeading ?? ALL
}

function rowOf(option) {
  const words = [plain(option.description)]
  if (option.argChoices) words.push(`(${option.argChoices.map((choice) => `\`${choice}\``).join(', ')})`)
  const { defaultValue, defaultValueDescription } = option
  if (defaultValue !== undefined && defaultValue !== true && !option.negate)
    words.push(`(default: \`${defaultValueDescription ?? defaultValue}\`)`)
  return [`<a id="${option.name()}"></a>\`${option.flags.replaceAll('|', '\\|')}\``, words.join(' ')]
}

/** The text that the help begins with, without its heading and prompts; what an example does, above it, however narrow this terminal. */
function examplesOf(command) {
  let text = ''
  command.configureOutput({ getOutHelpWidth: () => Number.POSITIVE_INFINITY })
  command.emit('beforeHelp', { error: false, command, write: (more) => (text += more) })
  return text
    .replace(/^Examples:\n/, '')
    .replace(/^ {2}(\$ )?/gm, '')
    .replace(/^(.*?\S) {2,}(\S.*)$/gm, '# $2\n$1\n')
    .trim()
}

function table(heads, rows) {
  return [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function fenced(language, text) {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

function sentence(text) {
  return plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`)
}

/** Text in which nothing is markup. */
function plain(text) {
  return text.replace(/[\\`*_{}[\]<>|#@]/g, '\\$&').replace(/\s*\n\s*/g, ' ')
}
