import { computed } from '@preact/signals'
import { formatNumber, headText } from '@umbra/core'
import { model } from '../../live-map.js'
import { chooseTarget } from '../../options/choose-target.js'
import { percentText } from '../../parts/percent-text.js'
import { lookedAt, pointed, targetOnShow } from '../../photo/map-on-show.js'
import { classText, reader, seen } from '../../photo/photo.js'
import { photoOcclusion } from '../../state.js'

/** Classes listed; any other is a choice below them. */
const LISTED = 5

/** Of each class, what the network gives: its probability where the head has any, and its score. */
const scores = computed(() => {
  const [now, read] = [seen.value, reader.value]
  if (!now || !read) return undefined
  const logit = read.score('logit')
  const values = Array.from({ length: read.classes }, (_, k) => logit(now.base, 0, k))
  return { values, probabilities: read.probabilities(now.base, 0) }
})

/** The classes with the largest scores, the largest first. */
export const topClasses = computed((): readonly number[] => {
  const values = scores.value?.values ?? []
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b)
  return order.slice(0, LISTED)
})

const wanted = computed(() => photoOcclusion.value.target ?? 'predicted')

/** What the network says of the picture, the likeliest classes first; choosing one explains it. */
export function PhotoClasses() {
  const [now, read] = [seen.value, reader.value]
  if (!now || !read) return <p class="muted">Scores appear here once there is a picture.</p>
  const chosen = Number(wanted.value)
  const rows = [...topClasses.value]
  if (Number.isInteger(chosen) && !rows.includes(chosen) && chosen < read.classes) rows.push(chosen)
  return (
    <>
      <fieldset class="scores">
        <legend class="visually-hidden">Class explained</legend>
        <label class="score predicted">
          <input
            type="radio"
            name="photo-target"
            checked={wanted.value === 'predicted'}
            onChange={() => chooseTarget(photoOcclusion, 'predicted')}
          />
          <span>the class predicted</span>
        </label>
        {rows.map((k) => (
          <ClassRow key={k} k={k} />
        ))}
      </fieldset>
      {read.classes > LISTED && <OtherClass classes={read.classes} />}
      <p class="hint" data-testid="photo-outputs">
        Outputs: {headText(read.head, read.outputs)}
      </p>
    </>
  )
}

function ClassRow({ k }: { readonly k: number }) {
  const { values, probabilities } = scores.value!
  const share = probabilities?.[k]
  const covered = pointed.value && coveredShare(k)
  return (
    <label class="score photo-score" data-predicted={topClasses.value[0] === k ? '' : undefined}>
      <input
        type="radio"
        name="photo-target"
        checked={wanted.value === String(k)}
        onChange={() => chooseTarget(photoOcclusion, String(k))}
      />
      <span class="class-name" title={classText(k)}>
        {classText(k)}
      </span>
      {share !== undefined && (
        <span class="bar" aria-hidden="true">
          <span class="fill" style={{ transform: `scaleX(${share})` }} />
          {covered !== undefined && <span class="tick" style={{ left: `${100 * covered}%` }} />}
        </span>
      )}
      {share !== undefined && <span class="figure">{percentText(share)}</span>}
      <span class="figure muted" title={seen.value!.head.kind === 'scores' ? 'score' : 'logit'}>
        {formatNumber(values[k]!)}
      </span>
    </label>
  )
}

/** The probability of a class with the window looked at covered. */
function coveredShare(k: number): number | undefined {
  const looked = lookedAt.value
  if (!looked) return undefined
  const { covered, base } = looked.whole
  return reader.value?.probabilities(covered, looked.window.index * base.length)?.[k]
}

function OtherClass({ classes }: { readonly classes: number }) {
  return (
    <label class="named-select">
      <span>Another class</span>
      <select
        value={String(targetOnShow.value ?? '')}
        onChange={({ currentTarget }) => chooseTarget(photoOcclusion, currentTarget.value)}
      >
        {Array.from({ length: classes }, (_, k) => (
          <option key={k} value={k}>
            {model.value?.classNames ? `${k} ${classText(k)}` : k}
          </option>
        ))}
      </select>
    </label>
  )
}
