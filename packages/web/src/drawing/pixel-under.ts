/** A point of an image, in whole pixels. */
export interface Pixel {
  readonly y: number
  readonly x: number
}

/** The pixel that an event points at, or the nearest. @param size - rows and columns of the image that fills the event's element */
export function pixelUnder(event: PointerEvent, [rows, columns]: readonly [number, number]): Pixel {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect()
  return {
    y: within(Math.floor((rows * (event.clientY - top)) / height), rows),
    x: within(Math.floor((columns * (event.clientX - left)) / width), columns),
  }
}

/** A row or a column, kept among as many as there are. */
export function within(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, place))
}
