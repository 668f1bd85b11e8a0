/**
 * Prepares the folders named on stdin, one a line, and says of each how it went: `taken`, or the error's code. An empty line
 * releases what is taken.
 */
import { createInterface } from 'node:readline'
import { OutputFolder } from '../dist/output/output-folder.js'

let folder

async function answerTo(path) {
  try {
    if (path !== '') folder = await OutputFolder.prepare(path)
    else folder = await folder?.release()
    return path === '' ? 'released' : 'taken'
  } catch (error) {
    return error.code
  }
}

for await (const path of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await answerTo(path)}\n`)
}
