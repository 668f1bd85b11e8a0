import { useSignal } from '@preact/signals'

interface Props {
  /** What is copied: `command`, `address`. */
  readonly what: string
  readonly text: string
}

/** A line to copy: a command, or an address. */
export function CopyLine({ what, text }: Props) {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, 1500)
  }
  return (
    <p class="copy-line">
      <input
        type="text"
        readOnly
        aria-label={what}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" onClick={() => void copy().catch(() => {})}>
        {copied.value ? 'Copied' : `Copy ${what}`}
      </button>
    </p>
  )
}
