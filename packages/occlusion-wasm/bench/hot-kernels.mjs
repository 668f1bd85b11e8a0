/**
 * Whether the register-tiled kernels keep their rate when they are hot: some engines make a function part of its caller after so many
 * calls, which then runs out of registers. Prints rates of the first calls and of those after ten thousand; run it on every version
 * of Node that matters (chromium.mjs does as much in Chromium).
 *
 *   node bench/hot-kernels.mjs [--variant simd]
 */
import { parseArgs } from 'node:util'
import { kernelRates } from './kernel-rates.mjs'

const { values: options } = parseArgs({ options: { variant: { type: 'string', default: 'simd' } } })
const { default: hex } = await import(`../dist/generated/occlusion.${options.variant}.js`)
for (const [name, { first, hot }] of Object.entries(await kernelRates(Buffer.from(hex, 'hex')))) {
  console.log(
    `${process.version} ${name}: ${first.toFixed(0)} at first, ${hot.toFixed(0)} M/s after 10,000 calls`,
  )
}
