import { signal } from '@preact/signals'

export const openError = signal<Error | undefined>(undefined)
export const openNote = signal('')

export async function openFiles(_files: readonly File[]): Promise<void> {}
