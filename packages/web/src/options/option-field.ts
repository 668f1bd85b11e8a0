/** One field of an options schema, as a control shows it. All values are texts, in the notation of the command line. */
export interface OptionField {
  readonly key: string
  readonly description: string
  readonly standard: string
  readonly kind: 'choice' | 'number' | 'size' | 'text'
  /** Of a choice. */
  readonly choices?: readonly string[]
  /** Of a number. */
  readonly min?: number
  readonly whole?: boolean
}

/** Options as texts by key; what is absent takes the schema's default. */
export type OptionTexts = Readonly<Record<string, string>>

export interface OptionFields {
  readonly occlusion: readonly OptionField[]
  readonly study: readonly OptionField[]
  readonly training: readonly OptionField[]
}
