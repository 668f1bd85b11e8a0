import { InputError } from '../errors.js'

/** An output of a model. */
export interface NamedOutput {
  /** What a person may call it: the first is what it is listed as. */
  readonly names: readonly string[]
  /** Said after its name where outputs are listed. */
  readonly shape?: string
}

/** Outputs that are listed; of more the number is said. */
const MOST_LISTED = 8

/**
 * The output that gives the class scores: the one asked for, or the only one.
 *
 * @throws InputError `MODEL_OUTPUTS`, which lists those there are, where none is asked for of several, or one that is not there
 */
export function chosenOutput<Output extends NamedOutput>(
  outputs: readonly Output[],
  asked: string | undefined,
): Output {
  if (outputs.length === 0) throw new InputError('MODEL_OUTPUTS', 'the model has no output')
  if (asked === undefined) {
    if (outputs.length === 1) return outputs[0]!
    throw new InputError(
      'MODEL_OUTPUTS',
      `the model has ${outputs.length} outputs, ${listedOutputs(outputs)}: --output NAME says which gives the class scores`,
    )
  }
  const found = outputs.find(({ names }) => names.includes(asked))
  if (found) return found
  throw new InputError(
    'MODEL_OUTPUTS',
    `no output is named "${asked}", the model has ${listedOutputs(outputs)}`,
  )
}

/** Outputs by the first of their names: `"logits" [N, 3], "boxes" [N, 4]`. */
export function listedOutputs(outputs: readonly NamedOutput[]): string {
  const some = outputs
    .slice(0, MOST_LISTED)
    .map(({ names, shape }) => `"${names[0]}"${shape ? ` ${shape}` : ''}`)
  const more = outputs.length - some.length
  return more > 0 ? `${some.join(', ')} and ${more} more` : some.join(', ')
}
