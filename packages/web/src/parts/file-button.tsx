import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

interface Props {
  readonly accept: string
  readonly children: ComponentChildren
  onFiles(files: readonly File[]): void
}

/** A button that has files chosen. */
export function FileButton({ accept, children, onFiles }: Props) {
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
        accept={accept}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
    </>
  )
}
