import { csv } from '@umbra/core'
import { DIGIT_FILE } from '../../command.js'
import { saveFile } from '../../export/save-file.js'
import { drawsDigits } from '../../live-map.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { CopyLine } from '../../parts/copy-line.js'
import { picture } from '../../photo/photo.js'
import { isMadeHere } from '../../scenes.js'
import { address, image } from '../../state.js'
import { digitFile } from '../../versus/digit-file.js'
import {
  agreement,
  difference,
  grid,
  gridMaps,
  rivalModel,
  type SideNumber,
  sides,
} from '../../versus/sides.js'
import { SEEN_FILES, versusCommand } from '../../versus/versus-command.js'

/** The commands that make both maps, the files they read that are nowhere else, and the numbers. */
export function VersusShare() {
  const commands = ([0, 1] as const).map(versusCommand)
  const files = filesRead(commands)
  return (
    <>
      <ButtonGroup label="Save as">
        <span class="muted">Save as</span>
        <button
          type="button"
          title="Both maps and their difference, a row for each place"
          disabled={!agreement.value}
          onClick={() => saveFile('versus.csv', valuesCsv())}
        >
          CSV
        </button>
      </ButtonGroup>
      {files.length > 0 && (
        <ButtonGroup label="Files the commands read">
          <span class="muted">The commands read</span>
          {files.map(({ name, content }) => (
            <button
              key={name}
              type="button"
              onClick={() => void content().then((made) => saveFile(name, made))}
            >
              {name}
            </button>
          ))}
        </ButtonGroup>
      )}
      {commands[0] && <CopyLine what="first command" text={commands[0]} />}
      {commands[1] && <CopyLine what="second command" text={commands[1]} />}
      <CopyLine what="address" text={address.value} />
    </>
  )
}

interface ReadFile {
  readonly name: string
  content(): Promise<BlobPart>
}

/** What the page made itself, and a command therefore finds nowhere. */
function filesRead(commands: readonly (string | undefined)[]): readonly ReadFile[] {
  const own = rivalModel.value?.own
  const made: ReadFile[] = [
    { name: DIGIT_FILE, content: () => digitFile(image.peek()) },
    ...SEEN_FILES.map((name, n) => ({ name, content: () => seenPng(n as SideNumber) })),
  ]
  const shown = picture.value
  if (!drawsDigits.value && shown && isMadeHere(shown.name)) {
    made.push({ name: shown.name, content: async () => shown.file })
  }
  if (own && 'files' in own.choice && own.path === 'untrained.onnx') {
    const [file] = own.choice.files
    made.push({ name: own.path, content: async () => file! })
  }
  const words = new Set(commands.flatMap((command) => command?.split(' ') ?? []))
  return made.filter(({ name }) => words.has(name))
}

async function seenPng(n: SideNumber): Promise<BlobPart> {
  const { image, shape } = sides[n].peek()!.given
  const { imagePng } = await import('../../export/image-png.js')
  return imagePng(image, shape)
}

function valuesCsv(): string {
  const { columns } = grid.peek()!
  const [a, b, less] = [...gridMaps.map((map) => map.peek()!), difference.peek()!]
  const rows = Array.from(less!, (value, i) => [Math.floor(i / columns), i % columns, a![i]!, b![i]!, value])
  return csv(['row', 'column', 'first', 'second', 'difference'], rows)
}
