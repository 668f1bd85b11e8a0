/**
 * Checks what changed: `npm run check` since the last commit, `npm run check main` since a commit or branch. Builds, then checks the
 * style and the types, and runs the tests that import a changed file, however far away.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }

const since = process.argv[2] ?? 'HEAD'
const changed = [...git('diff', '--name-only', since), ...git('ls-files', '--others', '--exclude-standard')]
const files = changed.filter((file) => existsSync(file))
if (files.length === 0) {
  process.stdout.write(`nothing changed since ${since}\n`)
  process.exit()
}

run('.', 'turbo', 'run', 'build', 'lint', '--output-logs=errors-only')
run('.', 'biome', 'check', '--no-errors-on-unmatched', ...files)
run('.', 'node', 'scripts/check-layering.mjs')
const sources = files.filter((file) => /\.(ts|tsx|mjs|json)$/.test(file)).map((file) => resolve(file))
for (const name of readdirSync('packages')) {
  if (sources.length > 0)
    run(join('packages', name), 'vitest', 'related', '--run', '--passWithNoTests', ...sources)
}

if (files.some((file) => file.startsWith('docs/') || file.endsWith('.md'))) run('docs/site', 'vitest', 'run')

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean)
}

/** Runs a tool of node_modules in a folder; the first that fails ends the check. */
function run(cwd, ...command) {
  const { status } = spawnSync('npx', ['--no-install', ...command], { cwd, stdio: 'inherit', env })
  if (status !== 0) process.exit(status ?? 1)
}
