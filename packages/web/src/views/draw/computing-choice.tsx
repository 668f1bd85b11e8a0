import { useSignal } from '@preact/signals'
import type { FoundAdapter } from '@umbra/core'
import { useId } from 'preact/hooks'
import { advice, cards, computeAsChosen } from '../../live-map.js'
import { computing, computings } from '../../state.js'

const NAMES = {
  auto: 'automatic: incremental where it can',
  wasm: 'batched, on the processor',
  webgpu: 'batched, on a graphics card by WebGPU',
  webgl: 'batched, on a graphics card by WebGL',
} as const

/** What computes maps, and which graphics cards there are; nothing is asked of them before a person does. */
export function ComputingChoice() {
  const id = useId()
  const choose = (value: string) => {
    computing.value = computings.find((name) => name === value) ?? 'auto'
    void computeAsChosen()
  }
  return (
    <details open={computing.value !== 'auto'}>
      <summary>Engine and graphics card</summary>
      <div class="control">
        <label for={id}>computed by</label>
        <select
          id={id}
          aria-describedby={`${id}-hint`}
          value={computing.value}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          {computings.map((name) => (
            <option key={name} value={name}>
              {NAMES[name]}
            </option>
          ))}
        </select>
        <p class="hint" id={`${id}-hint`}>
          Bits computed on a graphics card hang on that card; its scores are compared with the incremental
          engine’s before they count. Commands and comparisons of classes take the processor.
        </p>
      </div>
      <Cards />
    </details>
  )
}

function Cards() {
  const found = useSignal<readonly FoundAdapter[]>([])
  const said = useSignal('')
  const busy = useSignal(false)
  const ask = async (question: () => Promise<void>) => {
    busy.value = true
    said.value = ''
    try {
      await question()
    } catch (error) {
      said.value = (error as Error).message
    }
    busy.value = false
  }
  return (
    <>
      <button type="button" disabled={busy.value} onClick={() => ask(look)}>
        Look for graphics cards
      </button>
      <ul>
        {found.value.map((card) => (
          <li key={card.backend}>
            {'missing' in card ? (
              card.missing
            ) : (
              <>
                {card.backend}: {card.adapter}
                {card.software && ' (software, no graphics card)'}{' '}
                <button type="button" disabled={busy.value} onClick={() => ask(() => time(card.backend))}>
                  Time {card.backend}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      <p role="status" data-testid="advice">
        {said.value}
      </p>
    </>
  )

  async function look() {
    found.value = await cards()
  }

  async function time(backend: 'webgpu' | 'webgl') {
    said.value = await advice(backend)
  }
}
