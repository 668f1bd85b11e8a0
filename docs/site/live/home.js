/** The first page's map: a digit to draw on, and beside it what the network's score hangs on, made anew with every stroke. */

const SIZE = 28
const PEN = 1.2

const place = document.querySelector('#live')
const samples = await (await fetch(new URL('samples.json', import.meta.url))).json()
const map = Object.assign(document.createElement('umbra-map'), { className: 'live-map' })
map.setAttribute('model', new URL('model/model.json', import.meta.url).href)
map.setAttribute('score', 'logit')
map.style.width = '100%'

const pad = Object.assign(document.createElement('canvas'), {
  width: SIZE,
  height: SIZE,
  className: 'live-pad',
})
pad.setAttribute('role', 'img')
const context = pad.getContext('2d')
const rubber = Object.assign(document.createElement('input'), { type: 'checkbox' })
const told = Object.assign(document.createElement('p'), { className: 'live-told' })
told.setAttribute('role', 'status')
let pixels = new Float32Array(SIZE * SIZE)

const shelf = Object.assign(document.createElement('div'), { className: 'live-shelf' })
for (const { label, image } of samples) {
  const button = Object.assign(document.createElement('button'), { type: 'button' })
  const picture = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE })
  const bytes = Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0))
  const own = Float32Array.from(bytes, (value) => value / 255)
  paint(picture.getContext('2d'), own)
  button.setAttribute('aria-label', `Take this ${label}`)
  button.append(picture)
  button.addEventListener('click', () => show(own.slice()))
  shelf.append(button)
  if (label === 6) pixels = own.slice()
}

const target = select('Class', [
  ['predicted', 'the one predicted'],
  ...samples.map((_, k) => [String(k), String(k)]),
])
const size = select(
  'Window',
  [2, 3, 4, 6, 8].map((side) => [String(side), `${side} × ${side}`]),
)
size.field.value = '4'
target.field.addEventListener('change', () => map.setAttribute('target', target.field.value))
size.field.addEventListener('change', () => map.setAttribute('window', size.field.value))
map.setAttribute('window', '4')

map.addEventListener('umbra-explained', ({ detail }) => {
  const scores = Array.from(detail.base.data)
  const highest = Math.max(...scores)
  const exps = scores.map((score) => Math.exp(score - highest))
  const sum = exps.reduce((total, value) => total + value, 0)
  const read = scores.indexOf(highest)
  const share = exps[read] / sum
  const sure = share > 0.999 ? 'by more than 99.9%' : `by ${(100 * share).toFixed(1)}%`
  const of = detail.target[0]
  pad.setAttribute('aria-label', `The digit, read as ${read}`)
  told.textContent = `Read as ${read}, ${sure}. Red: covering it lowers the score of ${of}. Blue: covering it raises that.`
})
map.addEventListener('umbra-failed', ({ detail }) => {
  told.textContent = String(detail?.message ?? detail)
})

let last
pad.addEventListener('pointerdown', (event) => {
  pad.setPointerCapture(event.pointerId)
  last = undefined
  stroke(event)
})
pad.addEventListener('pointermove', (event) => event.buttons && stroke(event))

const boards = Object.assign(document.createElement('div'), { className: 'live-boards' })
boards.append(pad, map)
const controls = Object.assign(document.createElement('div'), { className: 'live-controls' })
const rub = document.createElement('label')
rub.append(rubber, ' rub out')
controls.append(target.label, size.label, rub)
const hint = Object.assign(document.createElement('p'), {
  className: 'live-hint',
  textContent: 'Draw on the digit: the map beside it follows.',
})
place.replaceChildren(boards, hint, told, shelf, controls)
show(pixels)

function show(image) {
  pixels = image
  paint(context, pixels)
  map.image = pixels.slice()
}

/** Draws a line from where the pen was, or rubs one out. */
function stroke(event) {
  const box = pad.getBoundingClientRect()
  const at = [
    ((event.clientX - box.left) / box.width) * SIZE - 0.5,
    ((event.clientY - box.top) / box.height) * SIZE - 0.5,
  ]
  const from = last ?? at
  last = at
  const next = pixels.slice()
  for (let i = 0; i < next.length; i++) {
    const distance = distanceTo([i % SIZE, Math.floor(i / SIZE)], from, at)
    const ink = Math.min(1, Math.max(0, PEN + 0.5 - distance))
    next[i] = rubber.checked ? Math.min(next[i], 1 - ink) : Math.max(next[i], ink)
  }
  show(next)
}

function distanceTo([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

function paint(where, values) {
  const picture = where.createImageData(SIZE, SIZE)
  values.forEach((value, i) => {
    const grey = Math.round(value * 255)
    picture.data.set([grey, grey, grey, 255], 4 * i)
  })
  where.putImageData(picture, 0, 0)
}

function select(name, options) {
  const field = document.createElement('select')
  for (const [value, text] of options) field.append(new Option(text, value))
  const label = document.createElement('label')
  label.append(`${name} `, field)
  return { label, field }
}
