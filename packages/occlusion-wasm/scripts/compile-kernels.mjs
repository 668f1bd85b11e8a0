/**
 * Compiles every kernel module of assembly/ in every variant and writes each as a TypeScript module holding the binary in
 * hexadecimal, which compresses better than base64, under src/generated/. A module of its own per variant means that a program, in
 * Node or in a page, with a bundler or without, loads just the variant it runs and never has to find a .wasm file.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const generated = join(root, 'src/generated')

/**
 * A kernel module is an entry file, whose exports are the module's functions, and the variants it is built in: training gives the
 * same weights on every machine, so there is no relaxed build of the gradients.
 */
const modules = {
  occlusion: { entry: 'assembly/occlusion.ts', variants: ['scalar', 'simd', 'relaxed-simd'] },
  gradients: { entry: 'assembly/gradients/index.ts', variants: ['scalar', 'simd'] },
}

/** Compile-time features by variant. assembly/vector/vector.ts reads them as ASC_FEATURE_RELAXED_SIMD. */
const features = {
  scalar: [],
  simd: ['--enable', 'simd'],
  'relaxed-simd': ['--enable', 'simd', '--enable', 'relaxed-simd'],
}

/** The host owns memory: it is imported, laid out outside, and kernels get pointers. Shared memory may be of any size. */
const memory = {
  '': ['--importMemory', '--initialMemory', '1'],
  '-shared': [
    '--importMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
    '--sharedMemory',
    '--enable',
    'threads',
  ],
}

const always = [
  '--runtime',
  'stub',
  '-O3',
  '--converge',
  '--noAssert',
  '--uncheckedBehavior',
  'always',
  '--use',
  'abort=',
]

/** `node compile-kernels.mjs occlusion` compiles one module only, `occlusion.simd` one build of it. */
const wanted = process.argv.slice(2)
const isWanted = (...names) => wanted.length === 0 || names.some((name) => wanted.includes(name))

mkdirSync(generated, { recursive: true })
for (const [name, { entry, variants }] of Object.entries(modules)) {
  for (const variant of variants) {
    for (const [suffix, memoryFlags] of Object.entries(memory)) {
      const id = `${name}.${variant}${suffix}`
      if (!isWanted(name, id)) continue
      const wasm = await compile(
        entry,
        [...always, ...features[variant], ...memoryFlags],
        variant === 'scalar',
      )
      writeFileSync(
        join(generated, `${id}.ts`),
        `// Compiled from ${entry}; not to be edited.\nconst code: string = '${Buffer.from(wasm).toString('hex')}'\nexport default code\n`,
      )
      process.stdout.write(`${id.padEnd(34)} ${wasm.length} bytes\n`)
    }
  }
}

/** @param scalar - whether files that have a scalar twin, x.ts and x.scalar.ts, are read from it */
async function compile(entry, flags, scalar) {
  let binary
  const messages = []
  const { error } = await asc.main([entry, '--outFile', 'module.wasm', ...flags], {
    stdout: { write: (text) => messages.push(text) },
    stderr: { write: (text) => messages.push(text) },
    readFile: (name, base) => {
      const file = resolve(root, base ?? '.', name)
      const twin = file.replace(/\.ts$/, '.scalar.ts')
      try {
        return readFileSync(scalar && existsSync(twin) ? twin : file, 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (_name, contents) => {
      binary = contents
    },
    listFiles: () => [],
  })
  if (error) throw new Error(`${entry}: ${error.message}\n${messages.join('')}`)
  return binary
}
