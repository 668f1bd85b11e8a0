const PICTURE = /\.(a?png|jpe?g|jpe|jfif|pjpe?g|pjp|webp|gif|bmp|avif)$/i

/** Whether a file is called as pictures are. */
export function isPicture({ name }: { readonly name: string }): boolean {
  return PICTURE.test(name)
}
