/** The rendered scenes of the site, which `shapes/render-scenes.mjs` lays out. */
export const SCENES = ['star', 'ring-and-disc', 'heart', 'crescent', 'cross-and-square', 'triangle'] as const

/** What the camera's pictures are called. */
export const CAMERA_FILE = 'camera.png'

/** What a picture out of the clipboard is called. @param type - its kind: `png` */
export function pastedName(type: string): string {
  return `pasted.${type}`
}

/** Whether a picture of that name came from the page, the camera or the clipboard, and so lies in no folder that a command could read. */
export function isMadeHere(name: string): boolean {
  return (
    name === CAMERA_FILE || name.startsWith(pastedName('')) || SCENES.some((scene) => name === `${scene}.png`)
  )
}
