import type { Study, StudyFigures } from '@umbra/core'
import { saveFile } from '../../export/save-file.js'
import type { StudyFileName } from '../../export/study-export.js'
import { ButtonGroup } from '../../parts/button-group.js'

const names: readonly StudyFileName[] = [
  'report.html',
  'result.json',
  'samples.csv',
  'maps.npz',
  'overview.svg',
  'overview.png',
]

/** The files the command line writes, to save. */
export function StudyFiles({ study, figures }: { readonly study: Study; readonly figures: StudyFigures }) {
  const save = async (name: StudyFileName) => {
    const { studyFile } = await import('../../export/study-export.js')
    saveFile(name, await studyFile(name, study, figures))
  }
  return (
    <ButtonGroup label="Save the study as">
      <span class="muted">Save</span>
      {names.map((name) => (
        <button key={name} type="button" onClick={() => void save(name)}>
          {name}
        </button>
      ))}
    </ButtonGroup>
  )
}
