import { useEffect } from 'preact/hooks'
import { comparisonCommand } from '../../command.js'
import { dataChoice, dataPath, followData } from '../../compare/own-data.js'
import { model, ownModel } from '../../live-map.js'
import { openedResult } from '../../opened-result.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { CopyLine } from '../../parts/copy-line.js'
import { JobProgress } from '../../parts/job-progress.js'
import { Panel } from '../../parts/panel.js'
import { type Comparison, comparison, comparisons } from '../../state.js'
import { comparisonJob, comparisonNotes, runComparison, shownStudy } from '../../study-on-show.js'
import { NetworkBar } from '../explain/network-bar.js'
import { CommandFiles } from './command-files.js'
import { ComparisonOptions } from './comparison-options.js'
import { DataPanel } from './data-panel.js'
import { ManyReport } from './many-report.js'
import { RegionsPanel } from './regions-panel.js'
import { StudyReport } from './study-report.js'

const TITLES: Readonly<Record<Comparison, string>> = {
  study: 'Two classes',
  pairs: 'All pairs',
  robustness: 'Robustness',
}

/** Classes compared, in the page: under the network in use, from images of MNIST or one's own. */
export function CompareView() {
  useEffect(() => followData(), [])
  const running = comparisonJob.running.value
  const [opened, shown] = [openedResult.value, shownStudy.value]
  return (
    <>
      <h1>Does the network look at different places in two classes?</h1>
      <NetworkBar />
      <Panel id="compared-images" title="Images" wide>
        <DataPanel />
      </Panel>
      <Panel id="compared-what" title="What is compared" wide>
        <ButtonGroup label="What is compared">
          {comparisons.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={comparison.value === name}
              onClick={() => {
                comparison.value = name
              }}
            >
              {TITLES[name]}
            </button>
          ))}
        </ButtonGroup>
        <ComparisonOptions />
        <RegionsPanel />
      </Panel>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={running || !dataChoice.value || !model.value}
          onClick={() => void runComparison()}
        >
          Compare
        </button>
        <button type="button" disabled={!running} onClick={() => comparisonJob.cancel()}>
          Cancel
        </button>
      </div>
      <CopyLine what="command" text={comparisonCommand(ownModel.value, dataPath.value)} />
      <CommandFiles />
      <JobProgress job={comparisonJob} label="Comparing" />
      {/* Of another result nothing is kept: all of it would change in one turn. */}
      {opened ? (
        <ManyReport key={opened} opened={opened} />
      ) : (
        shown && <StudyReport key={shown} shown={shown} />
      )}
      <Notes />
    </>
  )
}

/** What was left out or assumed on the way to what is on show. */
function Notes() {
  const notes = comparisonNotes.value
  if (notes.length === 0) return null
  return (
    <section aria-labelledby="comparison-notes-title" data-testid="comparison-notes">
      <h3 id="comparison-notes-title">How the images were read</h3>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  )
}
