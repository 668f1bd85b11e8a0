/** The arrows of ARCHITECTURE.md. An import that is not allowed here fails the tests. */

const source = (name) => `^packages/${name}/(src|bench|test|e2e)`
const tests = '\\.test\\.ts$|/test/|/bench/|/e2e/'

/** What a package may import of ours besides itself. */
const arrows = {
  'occlusion-wasm': [],
  stats: [],
  core: ['occlusion-wasm', 'stats'],
  cli: ['core'],
  web: ['core'],
}

const forbidden = Object.entries(arrows).map(([from, allowed]) => ({
  name: `${from}-imports-${allowed.length ? `only-${allowed.join('-and-')}` : 'no-other-package'}`,
  severity: 'error',
  from: { path: source(from) },
  to: { path: '^packages/', pathNot: [from, ...allowed].map((name) => `^packages/${name}/`) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...forbidden,
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^packages/[^/]+/src' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'libraries-know-no-node',
      comment:
        'core, stats and occlusion-wasm run in a browser; Node is met only in files chosen by an imports condition',
      severity: 'error',
      from: { path: source('(core|stats|occlusion-wasm)'), pathNot: [tests, 'node[.]ts$|/node-'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'tensorflow-in-one-place',
      comment:
        'TensorFlow.js is imported in tensorflow/tensorflow.ts and by nobody else, so that it loads when needed',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/core/src/tensorflow/tensorflow\\.ts$', tests] },
      to: { path: '@tensorflow/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'plot-in-one-place',
      comment: "figures/plot.ts alone imports Observable Plot, whose code packing puts in that file's place",
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/core/src/figures/plot\\.ts$', tests] },
      to: { path: '@observablehq/plot' },
    },
    {
      name: 'simple-statistics-in-one-place',
      comment:
        "descriptive/sum.ts alone imports simple-statistics, whose code packing puts in that file's place",
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/stats/src/descriptive/sum\\.ts$', tests] },
      to: { path: '/simple-statistics/' },
    },
    {
      name: 'zod-in-one-place',
      comment: 'json/zod.ts alone imports zod, the functions of which pages bundle only those they call',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/core/src/json/zod\\.ts$', tests] },
      to: { path: '/zod/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: tests },
      to: { path: tests },
    },
    { name: 'resolvable', severity: 'error', from: { path: '^packages/' }, to: { couldNotResolve: true } },
  ],
  options: {
    exclude: { path: ['/dist/', '/generated/', '/assembly/'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
      mainFields: ['module', 'main'],
    },
  },
}
