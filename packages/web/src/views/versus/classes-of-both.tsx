import { formatNumber, headText } from '@umbra/core'
import { model } from '../../live-map.js'
import { chooseTarget } from '../../options/choose-target.js'
import { percentText } from '../../parts/percent-text.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { versusOcclusion } from '../../state.js'
import {
  classText,
  matching,
  readers,
  rivalModel,
  type SideNumber,
  scoresOf,
  sides,
} from '../../versus/sides.js'
import { OWN_PREDICTION } from '../../versus/versus.js'

/** Classes listed of each network. */
export const LISTED = 5

/** A network's likeliest classes, the likeliest first. */
export function topClassesOf(n: SideNumber): readonly number[] {
  const values = scoresListOf(n)
  return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, LISTED)
}

function scoresListOf(n: SideNumber): readonly number[] {
  const [reader, base] = [readers[n]!.value, scoresOf(sides[n].value)?.base]
  if (!reader || !base) return []
  const logit = reader.score('logit')
  return Array.from({ length: reader.classes }, (_, k) => logit(base, 0, k))
}

/** What both networks say of the picture, and which class the maps are of. */
export function ClassesOfBoth() {
  return (
    <>
      <TargetChoice />
      <div class="versus-classes">
        <ClassTable n={0} />
        <ClassTable n={1} />
      </div>
    </>
  )
}

function TargetChoice() {
  const classes = model.value?.classes ?? 0
  const named = model.value?.classNames
  return (
    <label class="named-select">
      <span>The maps are of</span>
      <select
        value={versusOcclusion.value.target ?? 'predicted'}
        onChange={({ currentTarget }) => chooseTarget(versusOcclusion, currentTarget.value)}
      >
        <option value="predicted">the class the first network predicts</option>
        <option value={OWN_PREDICTION}>what each network predicts itself</option>
        {Array.from({ length: classes }, (_, k) => (
          <option key={k} value={k}>
            {named ? `${k} ${classText(0, k)}` : `class ${k}`}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The likeliest classes of one network, and of the other what it gives for the same. */
function ClassTable({ n }: { readonly n: SideNumber }) {
  const title = n === 0 ? 'First network' : 'Second network'
  const [reader, base] = [readers[n]!.value, scoresOf(sides[n].value)?.base]
  if (!reader || !base) return <p class="muted">{title}: scores follow with its map.</p>
  const values = scoresListOf(n)
  const shares = reader.probabilities(base, 0)
  const other = n === 0 ? 1 : 0
  const others = topClassesOf(other)
  return (
    <ScrollRegion class="logits" label={title}>
      <table data-testid={n === 0 ? 'classes-first' : 'classes-second'}>
        <caption>
          <span>
            {title}, its likeliest. Outputs: {headText(reader.head, reader.outputs)}
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">class</th>
            {shares && <th scope="col">probability</th>}
            <th scope="col">{reader.head.kind === 'scores' ? 'score' : 'logit'}</th>
            <th scope="col">place in the {other === 0 ? 'first' : 'second'}</th>
          </tr>
        </thead>
        <tbody>
          {topClassesOf(n).map((k) => (
            <tr key={k}>
              <th scope="row">{classText(n, k)}</th>
              {shares && <td>{percentText(shares[k]!)}</td>}
              <td>{formatNumber(values[k]!)}</td>
              <td>{placeText(n, k, others)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

/** Where a class stands with the other network. */
function placeText(n: SideNumber, k: number, others: readonly number[]): string {
  const match = matching.value
  if (!match || !rivalModel.value || others.length === 0) return ''
  const other = n === 0 ? match.of(k) : sameInFirst(k)
  if (other === undefined) return 'no such class'
  const place = others.indexOf(other)
  return place < 0 ? `below ${LISTED}` : String(place + 1)
}

/** The first network's class that is the second's. */
function sameInFirst(k: number): number | undefined {
  const classes = model.value?.classes ?? 0
  for (let first = 0; first < classes; first++) if (matching.value!.of(first) === k) return first
  return undefined
}
