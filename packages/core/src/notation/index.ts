/**
 * Options as text, the same at the command line, in a configuration, in a page's address and in a command to copy. Light: no
 * schemas, which judge the values.
 *
 * @module
 */
export { optionFlag, optionText } from './option-text.js'
export { readNames, readNumber, readOption, readOptions, readValue } from './read-option.js'
export { refuseOption } from './refuse-option.js'
export { shellLine, shellWords } from './shell-line.js'
