import { saveFile } from '../../export/save-file.js'
import type { OpenedResult } from '../../opened-result.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { FigureChoice } from '../../parts/figure-choice.js'
import { InTurns } from './in-turns.js'

/** What many comparisons found, made here or opened from a file. */
export function ManyReport({ opened: { title, text, figures, file } }: { readonly opened: OpenedResult }) {
  return (
    <article aria-labelledby="many-title" data-testid="many">
      <h2 id="many-title">{title}</h2>
      <InTurns>
        <p class="verdict">{text}</p>
        <FigureChoice figures={figures} />
        {file && (
          <ButtonGroup label="Save the comparison as">
            <span class="muted">Save</span>
            <button type="button" onClick={() => saveFile(file.name, file.text)}>
              {file.name}
            </button>
          </ButtonGroup>
        )}
      </InTurns>
    </article>
  )
}
