import { computed, useComputed } from '@preact/signals'
import { formatFixed, headText } from '@umbra/core'
import { useRef } from 'preact/hooks'
import { Term } from '../../glossary/term.js'
import { model, reader, shown } from '../../live-map.js'
import { chooseTarget } from '../../options/choose-target.js'
import { percentText } from '../../parts/percent-text.js'
import { useSignalLayoutEffect } from '../../parts/use-signal-layout-effect.js'
import { occlusion } from '../../state.js'
import { selectedWindow } from './selected-pixel.js'

/** A mark is shown where covering the window moves the probability by at least this much. */
const WORTH_A_MARK = 0.005

const classes = computed(() => model.value?.classes ?? 10)
const shares = computed(() => shown.value && reader.value?.probabilities(shown.value.base, 0))
const sharesCovered = computed(() => {
  const [explained, window] = [shown.value, selectedWindow.value]
  return (
    explained &&
    window &&
    reader.value?.probabilities(explained.covered, window.index * explained.base.length)
  )
})
const predicted = computed(() => shown.value && reader.value?.predicted(shown.value.base, 0))
const meaning = computed(() => reader.value && headText(reader.value.head, reader.value.outputs))
const wanted = computed(() => occlusion.value.target ?? 'predicted')

/** The classes with their probabilities; choosing one explains it. */
export function ClassScores() {
  return (
    <fieldset class="scores">
      <legend class="visually-hidden">Class explained</legend>
      <label class="score predicted">
        <input
          type="radio"
          name="target"
          value="predicted"
          checked={wanted.value === 'predicted'}
          onChange={() => chooseTarget(occlusion, 'predicted')}
        />
        <span>
          explain the predicted class
          {predicted.value !== undefined && (
            <>
              , <strong class="figure">{predicted}</strong>
            </>
          )}
        </span>
      </label>
      {Array.from({ length: classes.value }, (_, k) => (
        <ClassScore key={k} k={k} />
      ))}
      <p class="hint">
        {reader.value?.head.kind === 'scores' ? (
          'Score'
        ) : (
          <>
            Probability and <Term of="logit">logit</Term>
          </>
        )}
        ; choose a class to explain it.
        {selectedWindow.value && shares.value && ' Orange: the probability with the window covered.'}
      </p>
      {meaning.value && (
        <p class="hint" data-testid="outputs">
          Outputs: {meaning}.
        </p>
      )}
    </fieldset>
  )
}

/** One class. Its figures and its bar follow the pen without rendering. */
function ClassScore({ k }: { readonly k: number }) {
  const fill = useRef<HTMLSpanElement>(null)
  useSignalLayoutEffect(() => {
    fill.current!.style.transform = `scaleX(${shares.value?.[k] ?? 0})`
  })
  const share = useComputed(() => (shares.value ? percentText(shares.value[k]!) : '–'))
  const logit = useComputed(() =>
    shown.value && reader.value ? formatFixed(reader.value.score('logit')(shown.value.base, 0, k), 1) : '',
  )
  const mark = useComputed(() => markAt(k))
  const isPredicted = useComputed(() => predicted.value === k)
  return (
    <label class="score" data-predicted={isPredicted.value ? '' : undefined}>
      <input
        type="radio"
        name="target"
        value={k}
        checked={wanted.value === String(k)}
        onChange={() => chooseTarget(occlusion, String(k))}
      />
      <span class="class-name">{k}</span>
      <span class="bar" aria-hidden="true">
        <span ref={fill} class="fill" />
        {mark.value !== undefined && <span class="tick" style={{ left: `${100 * mark.value}%` }} />}
      </span>
      <span class="figure">{share}</span>
      <span class="figure muted" title="logit">
        {logit}
      </span>
    </label>
  )
}

function markAt(k: number): number | undefined {
  const [before, after] = [shares.value?.[k], sharesCovered.value?.[k]]
  if (before === undefined || after === undefined) return undefined
  return Math.abs(after - before) >= WORTH_A_MARK ? after : undefined
}
