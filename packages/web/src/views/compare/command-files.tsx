import { GRID_FILE, REGIONS_FILE } from '../../command.js'
import { comparedOptions, gridTexts, rectangles } from '../../compare/compared-options.js'
import { dataPath } from '../../compare/own-data.js'
import { saveFile } from '../../export/save-file.js'
import { GATHERED } from '../../folders/picked-file.js'
import { gridLists } from '../../options/grid-lists.js'
import { ButtonGroup } from '../../parts/button-group.js'

/** Files that the command on show names, to save beside it; and where its data lie. */
export function CommandFiles() {
  const drawn = rectangles.value !== undefined && rectangles.value.length > 0
  const repeated = Object.keys(gridTexts.value).length > 0
  const gathered = dataPath.value === GATHERED
  if (!drawn && !repeated && !gathered) return null
  return (
    <>
      {gathered && (
        <p class="hint">
          For the command, what was brought lies in one folder named <code>{GATHERED}</code>.
        </p>
      )}
      {(drawn || repeated) && (
        <ButtonGroup label="Files of the command">
          <span class="muted">Save</span>
          {drawn && (
            <button type="button" onClick={() => saveFile(REGIONS_FILE, comparedOptions.value.regions!)}>
              {REGIONS_FILE}
            </button>
          )}
          {repeated && (
            <button
              type="button"
              onClick={() => saveFile(GRID_FILE, JSON.stringify(gridLists(gridTexts.value), null, 2))}
            >
              {GRID_FILE}
            </button>
          )}
        </ButtonGroup>
      )}
    </>
  )
}
