import { studyCommand } from '../../command.js'
import { fields, ownModel } from '../../live-map.js'
import { type OpenedResult, openedResult } from '../../opened-result.js'
import { CopyLine } from '../../parts/copy-line.js'
import { FigureChoice } from '../../parts/figure-choice.js'
import { JobProgress } from '../../parts/job-progress.js'
import { OptionControls } from '../../parts/option-controls.js'
import { study } from '../../state.js'
import { runStudy, shownStudy, studyJob } from '../../study-on-show.js'
import { StudyReport } from './study-report.js'

/** The study of two classes, in the page. */
export function CompareView() {
  const running = studyJob.running.value
  const [opened, shown] = [openedResult.value, shownStudy.value]
  return (
    <>
      <h1>Does the network look at different places in two classes?</h1>
      <OptionControls
        fields={fields.value?.study}
        keys={['classes', 'images', 'window', 'stride', 'baseline', 'score']}
        texts={study}
      />
      <details>
        <summary>Sampling and statistics</summary>
        <OptionControls
          fields={fields.value?.study}
          keys={['controls', 'selection', 'normalisation', 'seed', 'permutations', 'confidence']}
          texts={study}
        />
      </details>
      <div class="buttons">
        <button type="button" class="primary" disabled={running} onClick={() => void runStudy()}>
          Compare
        </button>
        <button type="button" disabled={!running} onClick={() => studyJob.cancel()}>
          Cancel
        </button>
      </div>
      <CopyLine what="command" text={studyCommand(ownModel.value ? 'PATH' : 'reference')} />
      <JobProgress job={studyJob} label="Comparing" />
      {opened ? <ManyReport opened={opened} /> : shown && <StudyReport shown={shown} />}
    </>
  )
}

/** What many comparisons found, as opened from a file. */
function ManyReport({ opened: { title, text, figures } }: { readonly opened: OpenedResult }) {
  return (
    <article aria-labelledby="many-title" data-testid="many">
      <h2 id="many-title">{title}</h2>
      <p class="verdict">{text}</p>
      <FigureChoice figures={figures} />
    </article>
  )
}
