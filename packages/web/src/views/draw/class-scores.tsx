import { probabilities } from '@umbra/core'
import { shown } from '../../live-map.js'
import { occlusion } from '../../state.js'
import { selectedWindow } from './selected-pixel.js'

/** The classes with their probabilities; choosing one explains it. */
export function ClassScores() {
  const explained = shown.value
  const classes = explained?.base.length ?? 10
  const share = explained && probabilities(explained.base, 0, classes)
  const window = selectedWindow.value
  const covered = explained && window && probabilities(explained.covered, window.index * classes, classes)
  const target = occlusion.value.target ?? 'predicted'
  const choose = (text: string) => {
    const { target: _, ...others } = occlusion.value
    occlusion.value = text === 'predicted' ? others : { ...others, target: text }
  }
  return (
    <fieldset class="scores">
      <legend class="visually-hidden">Class explained</legend>
      <label class="score predicted">
        <input
          type="radio"
          name="target"
          value="predicted"
          checked={target === 'predicted'}
          onChange={() => choose('predicted')}
        />
        <span>the predicted class</span>
      </label>
      {Array.from({ length: classes }, (_, k) => (
        <label
          key={k}
          class="score"
          data-predicted={explained && target === 'predicted' && k === explained.target ? '' : undefined}
        >
          <input
            type="radio"
            name="target"
            value={k}
            checked={target === String(k)}
            onChange={() => choose(String(k))}
          />
          <span class="class-name">{k}</span>
          <span class="bar" aria-hidden="true">
            <span class="fill" style={{ transform: `scaleX(${share?.[k] ?? 0})` }} />
            {covered && <span class="tick" style={{ left: `${100 * covered[k]!}%` }} />}
          </span>
          <span class="figure">{share ? percent(share[k]!) : '–'}</span>
          <span class="figure muted" title="logit">
            {explained ? explained.base[k]!.toFixed(1).replace('-', '−') : ''}
          </span>
        </label>
      ))}
      <p class="hint">
        Probability and logit. {covered ? 'The mark is where the probability falls under the window.' : ''}
      </p>
    </fieldset>
  )
}

function percent(share: number): string {
  return share >= 0.9995 ? '100%' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`
}
