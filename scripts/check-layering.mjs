/**
 * The arrows of .dependency-cruiser.mjs, then rooms, of one reading of all imports. Folders directly below a package's src are
 * rooms, and rooms import each other in one direction: no circle leads from a room back to it. Imports of types count, those of
 * tests do not, and a file directly below src is a room of its own.
 */
import { readFileSync } from 'node:fs'
import { cruise, format } from 'dependency-cruiser'
import extractRules from 'dependency-cruiser/config-utl/extract-depcruise-config'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const SOURCE = /^packages\/[^/]+\/src\//
const TEST = /\.test\.tsx?$/

const ruleSet = await extractRules('./.dependency-cruiser.mjs')
const tsConfig = extractTSConfig(ruleSet.options.tsConfig.fileName)
const { output } = await cruise(['packages'], { ruleSet, validate: true }, {}, { tsConfig })
const arrows = await format(output, { outputType: 'err' })
console.log(arrows.output)

const doors = new Map()
for (const { source, dependencies } of output.modules) {
  if (!isOfRoom(source)) continue
  for (const { resolved } of dependencies) {
    if (!isOfRoom(resolved)) continue
    const [from, to] = [roomOf(source), roomOf(resolved)]
    if (from === to) continue
    if (!doors.has(from)) doors.set(from, new Map())
    doors.get(from).set(to, `${source} imports ${resolved}`)
  }
}

const circles = [...doors.keys()].flatMap((room) => circleFrom(room) ?? [])
for (const circle of circles)
  console.error(`rooms in a circle:\n${circle.map((door) => `  ${door}`).join('\n')}`)
const upward = againstReadingOrder()
for (const complaint of upward) console.error(complaint)
console.log(`${doors.size} rooms, ${circles.length} on a circle, ${upward.length} out of reading order`)
process.exitCode = arrows.exitCode + circles.length + upward.length > 0 ? 1 : 0

function isOfRoom(path) {
  return SOURCE.test(path) && !TEST.test(path)
}

/** What in core is not in the order of ARCHITECTURE.md, where no room imports one further down and every room stands. */
function againstReadingOrder() {
  const map = readFileSync('ARCHITECTURE.md', 'utf8').split('in this order')[1].split('Folders directly')[0]
  const order = [...map.matchAll(/^ {4}(\w+)\/ /gm)].map(([, room]) => `packages/core/src/${room}`)
  const rooms = [...new Set([...doors.keys(), ...[...doors.values()].flatMap((to) => [...to.keys()])])]
  const missing = rooms.filter((room) => /^packages\/core\/src\/\w+$/.test(room) && !order.includes(room))
  return [
    ...missing.map((room) => `ARCHITECTURE.md does not say what ${room} is`),
    ...order.flatMap((from, place) =>
      [...(doors.get(from) ?? [])]
        .filter(([to]) => order.indexOf(to) > place)
        .map(([to, door]) => `${door}: ARCHITECTURE.md reads ${to} after ${from}`),
    ),
  ]
}

/** `packages/core/src/figures`, or the file where it is directly below src. */
function roomOf(path) {
  const [top] = path.replace(SOURCE, '').split('/')
  return SOURCE.exec(path)[0] + top
}

/** The imports of a shortest way from a room back to it, or undefined where there is none. */
function circleFrom(start) {
  const ways = [{ room: start, way: [] }]
  const seen = new Set()
  for (const { room, way } of ways) {
    for (const [next, door] of doors.get(room) ?? []) {
      if (next === start) return [[...way, door]]
      if (seen.has(next)) continue
      seen.add(next)
      ways.push({ room: next, way: [...way, door] })
    }
  }
}
