import { openFiles } from './open-files.js'

/** Files may be dropped anywhere on the page. */
export const fileDropping = {
  onDragOver(event: DragEvent) {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
  },
  onDrop(event: DragEvent) {
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    void openFiles(files)
  },
}
