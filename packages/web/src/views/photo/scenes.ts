/** The rendered scenes of the site, which `shapes/render-scenes.mjs` lays out. */
export const SCENES = ['star', 'ring-and-disc', 'heart', 'crescent', 'cross-and-square', 'triangle'] as const

/** Whether a picture of that name is one of them. */
export function isScene(name: string): boolean {
  return SCENES.some((scene) => name === `${scene}.png`)
}
