/**
 * The commands of one program in a script: their words, as a shell would pass them. Variables and arithmetic are taken as 1, patterns
 * as they are; what is redirected, piped and commented falls away.
 *
 * @param program - how the program is called
 */
export function commandsOf(script: string, program: string): string[][] {
  const joined = script.replaceAll(/\\\n\s*/g, ' ')
  return simpleCommands(joined).flatMap((words) => {
    const at = words.indexOf(program)
    if (at >= 0) return [words.slice(at + 1)]
    // A command in quotes, as `sbatch --wrap 'umbra merge …'`.
    return words.flatMap((word) => (word.startsWith(`${program} `) ? commandsOf(word, program) : []))
  })
}

function simpleCommands(script: string): string[][] {
  const commands: string[][] = [[]]
  let word: string | undefined
  const end = () => {
    if (word !== undefined) commands.at(-1)!.push(word)
    word = undefined
  }
  for (let i = 0; i < script.length; i++) {
    const rest = script.slice(i)
    const letter = script[i]!
    const [quoted, inside] = /^'([^']*)'/.exec(rest) ?? /^"([^"]*)"/.exec(rest) ?? []
    const [variable] = /^\$(\(\([^)]*\)\)|\{[^}]*\}|\w+|\?)/.exec(rest) ?? []
    if (quoted !== undefined) {
      word = (word ?? '') + (letter === '"' ? inside!.replaceAll(/\$(\w+|\{[^}]*\})/g, '1') : inside!)
      i += quoted.length - 1
    } else if (variable) {
      word = `${word ?? ''}1`
      i += variable.length - 1
    } else if (letter === '#' && word === undefined) {
      i += /^[^\n]*/.exec(rest)![0].length - 1
    } else if (/[\n;|&()<>]/.test(letter)) {
      end()
      // What a redirection names is no word of the command's.
      if (letter === '>') i += /^>+\s*\S+/.exec(rest)![0].length - 1
      else commands.push([])
    } else if (/\s/.test(letter)) end()
    else word = (word ?? '') + letter
  }
  end()
  return commands
}
