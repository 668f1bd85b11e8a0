import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

interface Props {
  readonly accept: string
  /** Whether a folder is chosen, with all that is in it. */
  readonly folder?: boolean
  readonly children: ComponentChildren
  onFiles(files: readonly File[]): void
}

/** A button that has files chosen. */
export function FileButton({ accept, folder = false, children, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" onClick={() => input.current!.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(folder ? { webkitdirectory: true } : { accept })}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
    </>
  )
}
