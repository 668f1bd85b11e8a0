/** A text with the passwords of addresses in it left out: `redis://user:***@host`. */
export function withoutPasswords(text: string): string {
  return text.replace(/(\brediss?:\/\/[^\s/@:]*):[^\s/@]*@/g, '$1:***@')
}
