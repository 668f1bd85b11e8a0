/**
 * Chromium beside Node, on one thread each: rates of the register-tiled kernels, at first and when hot, and whole maps of ResNet-18 and
 * MobileNetV2 (window 32, stride 16), taken in turn. Prints the best of each and their ratio. Build the package first.
 *
 *   node bench/chromium.mjs [--variant simd] [--maps 4]
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { kernelRates } from './kernel-rates.mjs'
import { mapMaker } from './whole-maps.mjs'

const { values: options } = parseArgs({
  options: { variant: { type: 'string', default: 'simd' }, maps: { type: 'string', default: '4' } },
})
const { variant } = options
const executablePath = process.env.UMBRA_CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error('no Chromium was found; name it in UMBRA_CHROMIUM')
const { outputFiles } = await build({
  stdin: {
    contents: `export { kernelRates } from './kernel-rates.mjs'
      export { mapMaker } from './whole-maps.mjs'
      export { default as hex } from '../dist/generated/occlusion.${variant}.js'`,
    resolveDir: fileURLToPath(new URL('.', import.meta.url)),
  },
  ...{ bundle: true, write: false, format: 'iife', globalName: 'bench', target: 'es2022', logLevel: 'error' },
})
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const page = await browser.newPage()
  await page.addScriptTag({ content: outputFiles[0].text })
  console.log(
    `Node ${process.version} (V8 ${process.versions.v8}), Chromium ${browser.version()}, ${variant}`,
  )
  const { default: hex } = await import(`../dist/generated/occlusion.${variant}.js`)
  const inNode = await kernelRates(Buffer.from(hex, 'hex'))
  const inPage = await page.evaluate(
    `bench.kernelRates(Uint8Array.from(bench.hex.match(/../g), (byte) => parseInt(byte, 16)))`,
  )
  for (const [name, { first, hot }] of Object.entries(inNode)) {
    const there = inPage[name]
    const rates = [first, hot, there.first, there.hot].map((rate) => rate.toFixed(0))
    console.log(
      `${name}: Node ${rates[0]}, hot ${rates[1]} M/s; Chromium ${rates[2]}, hot ${rates[3]} M/s; ${ratio(hot / there.hot)}`,
    )
  }
  for (const name of ['resnet18', 'mobilenetV2']) {
    const make = await mapMaker(name, variant)
    await page.evaluate(`bench.mapMaker('${name}', '${variant}').then((make) => { globalThis.make = make })`)
    const times = { node: [], page: [] }
    for (let i = 0; i < Number(options.maps); i++) {
      times.node.push(make())
      times.page.push(await page.evaluate('make()'))
    }
    const [here, there] = [Math.min(...times.node), Math.min(...times.page)]
    console.log(
      `${name}: Node ${here.toFixed(0)} ms, Chromium ${there.toFixed(0)} ms a map; ${ratio(there / here)}`,
    )
  }
} finally {
  await browser.close()
}

function ratio(times) {
  return `Chromium takes ${times.toFixed(2)} times as long`
}
