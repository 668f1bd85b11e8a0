/** A digit of MNIST's test split to start from. */
export interface SampleDigit {
  /** Its place in the split. */
  readonly index: number
  readonly label: number
  /** As `imageText` writes it. */
  readonly image: string
}
