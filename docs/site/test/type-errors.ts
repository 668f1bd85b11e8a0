import { join } from 'node:path'
import ts from 'typescript'
import { type Block, ROOT } from './read-blocks.ts'

/** What programs in pages take as given, by page and name: what it is declared as where a program uses it and does not make it. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    pixels: 'Float32Array',
    dataset: "import('@umbra/core/explain').Dataset",
    explainer: "import('@umbra/core/explain').Explainer",
    total: 'number',
    onProgress: "import('@umbra/core/explain').ProgressListener",
    use: '(maps: object) => void',
    explainBatches: "typeof import('@umbra/core/explain').explainBatches",
    imageBatches: "typeof import('@umbra/core/explain').imageBatches",
  },
  'docs/training.md': { model: 'tf.LayersModel', images: 'tf.Tensor', labels: 'tf.Tensor' },
  'docs/models.md': { model: "import('@umbra/core/explain').Model" },
  'packages/core/README.md': { data: 'Float32Array' },
  'packages/occlusion-wasm/README.md': {
    network: "import('@umbra/occlusion-wasm').Network",
    n: 'number',
    images: 'Float32Array',
    baselines: "import('@umbra/occlusion-wasm').ScoringJob['baselines']",
    windows: "import('@umbra/occlusion-wasm').ScoringJob['windows']",
  },
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: false,
}

/** Files whose types are ours; those of TensorFlow.js do not pass, and are not looked at. */
const OURS = /\/packages\/[\w-]+\/dist\//

/**
 * What the compiler says of programs in pages, each a module of its own, against the packages as they are built, and of the
 * packages' own types with them.
 *
 * @returns a line for each error, with the page and its line
 */
export function typeErrors(blocks: readonly Block[]): string[] {
  const sources = new Map(blocks.map((block, i) => [join(ROOT, `docs/site/block-${i}.mts`), block]))
  const host = ts.createCompilerHost(OPTIONS)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => sources.has(name) || fileExists(name)
  host.getSourceFile = (name, version, ...rest) => {
    const block = sources.get(name)
    return block
      ? ts.createSourceFile(name, moduleOf(block), version, true)
      : getSourceFile(name, version, ...rest)
  }
  const program = ts.createProgram([...sources.keys()], OPTIONS, host)
  const files = program
    .getSourceFiles()
    .filter(({ fileName }) => sources.has(fileName) || OURS.test(fileName))
  return files
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, start = 0, messageText }) => {
      const block = sources.get(file!.fileName)
      // The preamble is one line, as the fence before the code is.
      const line = file!.getLineAndCharacterOfPosition(start).line
      const where = block ? `${block.file}:${block.line + line}` : `${file!.fileName}:${line + 1}`
      return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}

function moduleOf(block: Block): string {
  return `${preambleOf(block)}\n${block.code}\nexport {}\n`
}

/** Declarations of what a program takes as given, on one line. */
function preambleOf({ file, code }: Block): string {
  return Object.entries(GIVEN[file] ?? {})
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code) && !isMade(name, code))
    .map(([name, type]) => `declare const ${name}: ${type}`)
    .join('; ')
}

function isMade(name: string, code: string): boolean {
  return new RegExp(`(const|import) [^=\\n]*\\b${name}\\b[^=\\n]*(=|from)`).test(code)
}
