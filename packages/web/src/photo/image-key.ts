const keys = new WeakMap<object, number>()
let last = 0

/** A number for an image, which no other has: by it the worker knows that it has scored it before. @param image - as the page holds it */
export function imageKey(image: object): number {
  const known = keys.get(image)
  if (known !== undefined) return known
  keys.set(image, ++last)
  return last
}
