import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './read-blocks.ts'
import { commandsOf } from './shell-lines.ts'

const TUTORIAL = join(ROOT, 'docs/tutorial.md')
/** A command, and below it what it prints. */
const SHOWN = /```sh\n([^`]*)```\n\n```text\n([\s\S]*?)```/g

/** `vitest run -u` writes what is printed now into the page. */
it('shows what its commands print', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'umbra-tutorial-'))
  let shown = 0
  const page = readFileSync(TUTORIAL, 'utf8').replaceAll(SHOWN, (whole, script: string, before: string) => {
    shown++
    const printed = run(commandsOf(script, 'umbra')[0]!, folder)
    return still(printed) === still(before)
      ? whole
      : `\`\`\`sh\n${script}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``
  })
  rmSync(folder, { recursive: true, force: true })
  expect(shown).toBe(3)
  await expect(page).toMatchFileSnapshot(TUTORIAL)
})

function run(words: readonly string[], cwd: string): string {
  const env = { ...process.env, NO_COLOR: '1', COLUMNS: '80' }
  const printed = execFileSync(process.execPath, [join(ROOT, 'packages/cli/bin/umbra.js'), ...words], {
    ...{ cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  })
  return printed.replaceAll(/ +$/gm, '')
}

/** What is the same every time and everywhere: not how long it took, nor which build of the kernels ran. */
function still(text: string): string {
  return text.replaceAll(/in [\d.,]+ s\b/g, 'in … s').replaceAll(/engine incremental, [\w-]+,/g, 'engine …,')
}
