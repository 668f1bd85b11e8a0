import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import oracle from '../../test/fixtures/numpy.json' with { type: 'json' }
import { csv, npy, npz } from './index.js'

const arrayTypes = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array }

describe('npy', () => {
  it.each(oracle.npy)(
    'writes $dtype of shape $shape byte for byte as NumPy does',
    ({ dtype, shape, values, base64 }) => {
      const data = arrayTypes[dtype as keyof typeof arrayTypes].from(values)
      expect(Buffer.from(npy({ data, shape })).toString('base64')).toBe(base64)
    },
  )
})

describe('npz', () => {
  const arrays = { maps: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] } }

  it('is a ZIP of NPY files under their names', () => {
    const entries = unzipSync(npz(arrays))
    expect(Object.keys(entries)).toEqual(['maps.npy'])
    expect(entries['maps.npy']).toEqual(npy(arrays.maps))
  })

  it('gives the same bytes for the same arrays, whenever it runs', () => {
    expect(npz(arrays)).toEqual(npz(arrays))
  })
})

describe('csv', () => {
  it('quotes what needs quoting and leaves undefined numbers empty', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['x,"y"', 0.1 + 0.2],
          ['plain', Number.NaN],
        ],
      ),
    ).toBe('a,b\n"x,""y""",0.30000000000000004\nplain,\n')
  })

  it.each([
    ['=cmd|x!A1', "'=cmd|x!A1"],
    ['+1+1', "'+1+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['＝1', "'＝1"],
    ['=HYPERLINK("a","b")', '"\'=HYPERLINK(""a"",""b"")"'],
    ['-1.5e3', '-1.5e3'],
    ['+7', '+7'],
    [-1.5, '-1.5'],
    ['a=b', 'a=b'],
  ])('is no formula to a spreadsheet: %j', (value, written) => {
    expect(csv(['a'], [[value]])).toBe(`a\n${written}\n`)
    if (typeof value === 'string') expect(csv([value], [])).toBe(`${written}\n`)
  })
})
