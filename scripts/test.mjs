/**
 * The test command: builds, checks style, layering, dead code and types, then runs every package's tests. Carries on after
 * a failure so that one run shows them all, and ends with the line `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
/** The documentation, whose tests are no package's. */
const SITE = 'docs/site'
const tally = { passed: 0, failed: 0, failures: [] }

const built = check('build', ['turbo', 'run', 'build', '--output-logs=errors-only'])
check('style', ['biome', 'ci', '.'])
check('layering', ['node', 'scripts/check-layering.mjs'])
check('dead code', ['knip'])
check('types', ['turbo', 'run', 'lint', '--output-logs=errors-only'])
check('types of the documentation', ['node', 'node_modules/typescript-7/bin/tsc', '-p', join(SITE, 'test')])
if (built) runTests()

for (const failure of tally.failures) process.stdout.write(`FAILED ${failure}\n`)
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`)
process.exit(tally.failed === 0 && built ? 0 : 1)

/** Runs a tool of node_modules; it counts as one test. */
function check(name, command) {
  process.stdout.write(`\n── ${name}\n`)
  const ok = run(command)
  count(name, ok ? 1 : 0, ok ? 0 : 1)
  return ok
}

function run(command) {
  const shell = process.platform === 'win32'
  return spawnSync('npx', ['--no-install', ...command], { stdio: 'inherit', env, shell }).status === 0
}

function count(name, passed, failed) {
  tally.passed += passed
  tally.failed += failed
  if (failed > 0) tally.failures.push(`${name}: ${failed} failed`)
}

/** Three packages at a time, the documentation among them: most tests wait for a browser, a process or the registry. Counts come from vitest's JSON. */
function runTests() {
  const packages = readdirSync('packages').map((name) => join('packages', name))
  for (const folder of [...packages, SITE])
    rmSync(join(folder, '.cache/vitest-results.json'), { force: true })
  const tasks = ['test', 'test:site']
  run(['turbo', 'run', ...tasks, '--only', '--continue', '--force', '--concurrency=3', '--output-logs=full'])
  for (const folder of [...packages, SITE]) {
    const file = join(folder, '.cache/vitest-results.json')
    if (!existsSync(file)) {
      count(`${folder}: the tests did not run`, 0, 1)
      continue
    }
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
    const brokenFiles = testResults.filter(
      (t) => t.status === 'failed' && t.assertionResults.length === 0,
    ).length
    count(folder, numPassedTests, numFailedTests + brokenFiles)
  }
}
