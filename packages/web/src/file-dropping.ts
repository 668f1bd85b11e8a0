import { signal } from '@preact/signals'
import { droppedFolders } from './folders/dropped-folders.js'
import { openFiles, openFolders } from './open-files.js'

/** Whether files are held over the page. */
export const dragging = signal(false)

/** Files may be dropped anywhere on the page. */
export const fileDropping = {
  onDragOver(event: DragEvent) {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    dragging.value = true
  },
  onDragLeave(event: DragEvent) {
    const page = event.currentTarget as Element
    if (!page.contains(event.relatedTarget as Node | null)) dragging.value = false
  },
  onDrop(event: DragEvent) {
    dragging.value = false
    if (!event.dataTransfer?.files.length) return
    event.preventDefault()
    const folders = droppedFolders(event.dataTransfer.items)
    if (folders) void openFolders(folders)
    else void openFiles([...event.dataTransfer.files])
  },
}

/** Pictures may be pasted anywhere, but where text is written. */
export function onPaste(event: ClipboardEvent): void {
  const files = [...(event.clipboardData?.files ?? [])]
  if (files.length === 0) return
  event.preventDefault()
  void openFiles(files)
}
