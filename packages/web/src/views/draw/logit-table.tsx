import { formatFixed } from '@umbra/core'
import { ScrollRegion } from '../../parts/scroll-region.js'
import type { PixelInMap } from './selected-pixel.js'

/** The logit of every class, with the image as it is and with the window covered. */
export function LogitTable({ explained, window }: PixelInMap) {
  const { base, covered, target } = explained
  const after = covered.subarray(window.index * base.length, (window.index + 1) * base.length)
  const rows = [
    ['logit', base],
    ['covered', after],
    ['drop', base.map((logit, k) => logit - after[k]!)],
  ] as const
  return (
    <ScrollRegion class="logits" label="Logits of all classes">
      <table>
        <thead>
          <tr>
            <th scope="col">class</th>
            {Array.from(base, (_, k) => (
              <th key={k} scope="col" data-target={k === target ? '' : undefined}>
                {k}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {Array.from(values, (value, k) => (
                <td key={k} data-target={k === target ? '' : undefined}>
                  {formatFixed(value, 1)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
