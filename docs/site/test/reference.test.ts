import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../packages/cli/dist/commands/index.js'
import { libraryEntries } from '../library.mjs'
import { SITE } from './build-site.ts'
import { ROOT } from './read-blocks.ts'

describe('commands', () => {
  it.each(commands.map(({ name }) => name))(
    'umbra %s: its page has every option that its help has',
    (name) => {
      const help = execFileSync(process.execPath, [join(ROOT, 'packages/cli/bin/umbra.js'), name, '--help'], {
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', COLUMNS: '200' },
      })
      const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag!)
      expect(flags.length).toBeGreaterThan(3)
      const page = readFileSync(join(SITE, `commands/${name}.html`), 'utf8')
      for (const flag of flags.filter((each) => each !== '--help')) expect(page).toContain(`<code>${flag}`)
      expect(readFileSync(join(SITE, 'commands/index.html'), 'utf8')).toContain(`href="${name}.html"`)
    },
  )
})

describe('the library', () => {
  const entries = libraryEntries(ROOT)

  it('has every entry of the packages', () => {
    expect(entries.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        '@umbra/core',
        '@umbra/core/explain',
        '@umbra/stats',
        '@umbra/occlusion-wasm/gradients',
      ]),
    )
  })

  it.each(entries.filter(([name]) => name !== '@umbra/core/register'))(
    '%s: its page has every name',
    async (name) => {
      const page = readFileSync(join(SITE, `library/${name.replace('@umbra/', '')}.html`), 'utf8').replaceAll(
        '<wbr/>',
        '',
      )
      const exported = Object.keys(await import(name))
      expect(exported.length).toBeGreaterThan(0)
      for (const each of exported) expect(page, each).toMatch(new RegExp(`>${each}<`))
    },
  )

  it('has the types of @umbra/core too', () => {
    const page = readFileSync(join(SITE, 'library/core.html'), 'utf8').replaceAll('<wbr/>', '')
    const names = JSON.parse(
      readFileSync(join(ROOT, 'packages/core/test/public-names.json'), 'utf8'),
    ) as string[]
    for (const each of names) expect(page, each).toMatch(new RegExp(`>${each}<`))
  })
})
