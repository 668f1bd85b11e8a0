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

export type Reason = keyof typeof REASONS

/** How many names are said. */
const SAID = 3

/** Counts what is left out of a folder's data, and names some of it. */
export class NotRead {
  readonly #names = new Map<Reason, string[]>()

  add(reason: Reason, name: string): void {
    const names = this.#names.get(reason)
    if (names) names.push(name)
    else this.#names.set(reason, [name])
  }

  /** Counts what was left out of a folder below. @param below - its path, which goes before the names */
  addAll(other: NotRead, below: string): void {
    for (const [reason, names] of other.#names) for (const name of names) this.add(reason, `${below}/${name}`)
  }

  /** `12 pictures of kinds not read (a.webp, b.webp, c.gif, …), 1 link that leads nowhere (d.png)`; empty if nothing was left out. */
  get text(): string {
    return (Object.keys(REASONS) as Reason[])
      .flatMap((reason) => {
        const names = this.#names.get(reason)
        if (!names) return []
        const said = [...names.slice(0, SAID), ...(names.length > SAID ? ['…'] : [])]
        return [`${names.length} ${REASONS[reason][names.length === 1 ? 0 : 1]} (${said.join(', ')})`]
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
