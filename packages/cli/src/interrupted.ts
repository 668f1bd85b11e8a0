/** The reason of an abort that a person asked for, with Ctrl-C or a signal. Ends the program with exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  /** @param advice - what was kept and how to go on, for the terminal */
  constructor(advice = '') {
    super(advice || 'interrupted')
  }
}
