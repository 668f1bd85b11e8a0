import { useSignal, useSignalEffect } from '@preact/signals'
import { pixelsOfText } from '../../drawing/image-text.js'
import type { SampleDigit } from '../../drawing/sample-digit.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { siteUrl } from '../../site-url.js'
import { SIZE, showImage, source } from '../../state.js'

/** Digits of MNIST to start from. */
export function SampleShelf() {
  const samples = useSignal<readonly SampleDigit[]>([])
  const load = async () => {
    const response = await fetch(siteUrl('data/samples.json'))
    if (response.ok) samples.value = await response.json()
  }
  useSignalEffect(() => void load().catch(() => {}))
  const show = (label: number) => {
    const digits = samples.value.filter((sample) => sample.label === label)
    const now = source.value
    const place =
      now.kind === 'sample' || now.kind === 'example'
        ? digits.findIndex(({ index }) => index === now.index)
        : -1
    const next = digits[(place + 1) % digits.length]
    const pixels = next && pixelsOfText(next.image, SIZE * SIZE)
    if (pixels) showImage(pixels, { kind: 'sample', index: next.index, label })
  }
  const now = source.value
  return (
    <div class="shelf">
      <ButtonGroup label="Digits of MNIST">
        <span class="muted">From MNIST</span>
        {Array.from({ length: 10 }, (_, k) => (
          <button key={k} type="button" disabled={samples.value.length === 0} onClick={() => show(k)}>
            {k}
          </button>
        ))}
        {(now.kind === 'sample' || now.kind === 'example') && (
          <span class="muted">test image {now.index}</span>
        )}
      </ButtonGroup>
    </div>
  )
}
