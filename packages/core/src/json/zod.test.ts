import { build } from 'esbuild'
import { beforeAll, expect, it } from 'vitest'

/** A page's own module that checks options and gives the complaint. */
const PAGE = `
import { occlusionOptionsSchema } from './options.ts'
export function complaintOf(options) {
  return occlusionOptionsSchema.safeParse(options).error.issues[0].message
}`

let bundle: { readonly code: string; readonly zod: readonly string[] }
beforeAll(async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: PAGE, resolveDir: `${import.meta.dirname}/..` },
    conditions: ['source'],
    ...{ bundle: true, minify: true, format: 'esm', write: false, metafile: true, outfile: 'page.js' },
  })
  const inputs = Object.entries(Object.values(metafile.outputs)[0]!.inputs)
  const kept = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : []))
  const zod = kept.flatMap((path) => /\/zod\/v4\/(.+)\.js$/.exec(path)?.[1] ?? [])
  bundle = { code: outputFiles[0]!.text, zod }
})

it('complains in English where a bundler leaves out what it can', async () => {
  const { complaintOf } = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(bundle.code)}`
  )
  expect(complaintOf({ stride: 0 })).toBe('Too small: expected number to be >=1')
})

it('takes one language and none of the classic classes into a bundle', () => {
  expect(bundle.zod).toContain('mini/schemas')
  expect(bundle.zod.filter((path) => path.startsWith('locales/'))).toEqual(['locales/en'])
  expect(bundle.zod.filter((path) => path.startsWith('classic/'))).toEqual([])
})
