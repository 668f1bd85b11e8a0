import { formatFixed, outputReader } from '@umbra/core'
import { Term } from '../../glossary/term.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import type { PixelInMap } from './selected-pixel.js'

/** The logit of every class, or its score where the model gives no logits, with the image as it is and with the window covered. */
export function LogitTable({ explained, window }: PixelInMap) {
  const { base, covered, target, head } = explained
  const reader = outputReader(head, base.length)
  const logit = reader.score('logit')
  const classes = Array.from({ length: reader.classes }, (_, k) => k)
  const before = classes.map((k) => logit(base, 0, k))
  const after = classes.map((k) => logit(covered, window.index * base.length, k))
  const rows = [
    [head.kind === 'scores' ? 'score' : 'logit', before],
    ['covered', after],
    ['drop', before.map((value, k) => value - after[k]!)],
  ] as const
  return (
    <ScrollRegion class="logits" label="Logits of all classes">
      <table class="turned" style={{ '--rows': classes.length + 1 }}>
        <thead>
          <tr>
            <th scope="col">class</th>
            {classes.map((k) => (
              <th key={k} scope="col" data-target={k === target ? '' : undefined}>
                {k}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, values]) => (
            <tr key={name}>
              <th scope="row">{name === 'drop' ? <Term of="drop">drop</Term> : name}</th>
              {values.map((value, k) => (
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
