/** Why something in a folder was not read, in words for one and for several. */
const REASONS = {
  unreadFormat: ['picture of a kind not read', 'pictures of kinds not read'],
  outside: ['picture outside of the class folders', 'pictures outside of the class folders'],
  dangling: ['link that leads nowhere', 'links that lead nowhere'],
  repeated: ['link to what is read already', 'links to what is read already'],
  special: ['device, pipe or socket', 'devices, pipes or sockets'],
  folder: ['folder', 'folders'],
  otherFile: ['file that is no picture', 'files that are no pictures'],
  file: ['other file', 'other files'],
} as const

export type NotReadReason = keyof typeof REASONS

/** How many names are said. */
const SAID = 3

/** Counts what is left out of a folder's data, and what is taken for a link; names some of it. */
export class NotRead {
  readonly #names = new Map<NotReadReason, string[]>()
  readonly #followed: string[] = []

  add(reason: NotReadReason, name: string): void {
    const names = this.#names.get(reason)
    if (names) names.push(name)
    else this.#names.set(reason, [name])
  }

  /** Counts what was left out of a folder below. @param below - its path, which goes before the names */
  addAll(other: NotRead, below: string): void {
    for (const [reason, names] of other.#names) for (const name of names) this.add(reason, `${below}/${name}`)
    for (const followed of other.#followed) this.#followed.push(`${below}/${followed}`)
  }

  /** Counts a file that was taken for the link whose target is its text. */
  addFollowed(name: string, target: string): void {
    this.#followed.push(`${name} for one to ${target}`)
  }

  /** `1 file taken for a link, since it holds nothing but the path of a folder (6 for one to ../store/6)`; empty if there is none. */
  get followed(): string {
    const count = this.#followed.length
    if (count === 0) return ''
    const files =
      count === 1
        ? '1 file taken for a link, since it holds'
        : `${count} files taken for links, since they hold`
    return `${files} nothing but the path of a folder (${some(this.#followed)})`
  }

  /** `12 pictures of kinds not read (a.webp, b.webp, c.gif, …), 1 link that leads nowhere (d.png)`; empty if nothing was left out. */
  get text(): string {
    return (Object.keys(REASONS) as NotReadReason[])
      .flatMap((reason) => {
        const names = this.#names.get(reason)
        if (!names) return []
        return [`${names.length} ${REASONS[reason][names.length === 1 ? 0 : 1]} (${some(names)})`]
      })
      .join(', ')
  }

  /** The same behind a semicolon, to end a sentence with. */
  get ending(): string {
    return this.text && `; not read: ${this.text}`
  }

  /** Whether a picture may be among it, so that a person should know. */
  get matters(): boolean {
    return (['unreadFormat', 'outside', 'dangling', 'special'] as const).some((reason) =>
      this.#names.has(reason),
    )
  }
}

function some(names: readonly string[]): string {
  return [...names.slice(0, SAID), ...(names.length > SAID ? ['…'] : [])].join(', ')
}
