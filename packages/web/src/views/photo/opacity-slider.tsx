import { useLayoutEffect, useRef } from 'preact/hooks'
import { opacity } from '../../photo/map-on-show.js'

/** How much of the picture maps hide. */
export function OpacitySlider() {
  const slider = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    slider.current!.value = String(Math.round(100 * opacity.value))
  })
  return (
    <label class="slider">
      <span>Opacity</span>
      <input
        ref={slider}
        type="range"
        min={0}
        max={100}
        onInput={({ currentTarget }) => {
          opacity.value = Number(currentTarget.value) / 100
        }}
      />
      <span class="figure">{Math.round(100 * opacity.value)}%</span>
    </label>
  )
}
