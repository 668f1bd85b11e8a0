/**
 * Words with the indefinite article that is said before them: `an 8×8 window`, `a 7`, `an owl`, `a unicycle`. Numbers are
 * read out: eight, eleven and eighteen, alone or of tens, hundreds or thousands, begin with a vowel.
 */
export function withArticle(words: string): string {
  return `${beginsWithVowel(words) ? 'an' : 'a'} ${words}`
}

function beginsWithVowel(words: string): boolean {
  const digits = /^\d+/.exec(words)?.[0]
  if (digits !== undefined) {
    return digits.startsWith('8') || (/^1[18]/.test(digits) && digits.length % 3 === 2)
  }
  if (/^(hour|heir|honest|honou?r)/i.test(words)) return true
  return /^[aeiou]/i.test(words) && !/^(uni(?![mn])|us[aeiu]|ut[ei]|eu|ewe|one(?![a-z])|once)/i.test(words)
}
