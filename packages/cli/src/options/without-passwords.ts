/**
 * A text with the passwords of addresses in it left out: `redis://user:***@host`. A password ends at the last `@` before the next
 * address, for that is where an address is cut; rather too much is left out than a piece of one shown.
 */
export function withoutPasswords(text: string): string {
  return text.replace(/(\brediss?:\/\/[^\s/:]*):(?:(?!\brediss?:\/\/).)*@/gis, '$1:***@')
}
