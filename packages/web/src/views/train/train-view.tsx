import { trainCommand } from '../../command.js'
import { saveFile } from '../../export/save-file.js'
import { fields, ownModel, takeUp } from '../../live-map.js'
import { CopyLine } from '../../parts/copy-line.js'
import { JobProgress } from '../../parts/job-progress.js'
import { OptionControls } from '../../parts/option-controls.js'
import { training, trainingImages } from '../../state.js'
import { points, runTraining, trained, trainingJob } from '../../training-on-show.js'
import { TrainingCurve } from './training-curve.js'

/** Train the digit CNN in the page, watch it learn, and draw for it. */
export function TrainView() {
  const running = trainingJob.running.value
  const command = trainCommand()
  return (
    <>
      <h1>Train the network in this page</h1>
      <p>
        Two convolutions of 3×3, each with max-pooling, and two dense layers, on MNIST. It runs on
        TensorFlow.js with WebAssembly, and nothing leaves this machine. An epoch of all images takes about a
        minute on two cores; a few thousand images make a fair network in seconds.
      </p>
      <OptionControls
        fields={fields.value?.training}
        keys={['epochs', 'learningRate', 'batchSize', 'seed']}
        texts={training}
        labels={LABELS}
      >
        <TrainingImages />
      </OptionControls>
      <details>
        <summary>Augmentation and regularisation</summary>
        <OptionControls
          fields={fields.value?.training}
          keys={['shift', 'rotation', 'scale', 'dropout', 'weightDecay', 'warmUp', 'decay', 'microBatches']}
          texts={training}
          labels={LABELS}
        />
      </details>
      <div class="buttons">
        <button type="button" class="primary" disabled={running} onClick={() => void runTraining()}>
          Train
        </button>
        <button type="button" disabled={!running} onClick={() => trainingJob.cancel()}>
          Cancel
        </button>
      </div>
      {command && <CopyLine what="command" text={command} />}
      <JobProgress job={trainingJob} label="Training" />
      {points.value.length > 0 && <TrainingCurve points={points.value} />}
      <Trained />
    </>
  )
}

function TrainingImages() {
  return (
    <div class="control">
      <label for="training-images">training images</label>
      <input
        id="training-images"
        type="number"
        min={1}
        max={60_000}
        value={trainingImages.value}
        aria-describedby="training-images-hint"
        onChange={({ currentTarget }) => {
          const wanted = Math.round(currentTarget.valueAsNumber || 60_000)
          trainingImages.value = Math.max(1, Math.min(60_000, wanted))
        }}
      />
      <p class="hint" id="training-images-hint">
        how many of the 60,000, from the first
      </p>
    </div>
  )
}

const LABELS = {
  learningRate: 'learning rate',
  batchSize: 'batch size',
  weightDecay: 'weight decay',
  warmUp: 'warm-up',
  microBatches: 'micro-batches',
}

/** The model just trained: how good it is, and what to do with it. */
function Trained() {
  const artifacts = trained.value
  const provenance = artifacts?.userDefinedMetadata?.umbra
  if (!artifacts || !provenance) return null
  const inUse = (ownModel.value?.choice as { model?: unknown } | undefined)?.model === artifacts
  const save = async () => {
    const { modelFiles } = await import('../../export/model-export.js')
    for (const { name, bytes } of modelFiles(artifacts)) saveFile(name, bytes as BlobPart)
  }
  return (
    <section aria-labelledby="trained-title" data-testid="trained">
      <h2 id="trained-title">Trained</h2>
      <p>
        Test accuracy <strong class="figure">{(100 * provenance.test.accuracy).toFixed(2)}%</strong> of{' '}
        {provenance.test.n.toLocaleString('en')} images, after {provenance.seconds.toFixed(0)} s.
      </p>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={inUse}
          onClick={() =>
            void takeUp({ name: 'Model trained here', path: 'my-model', choice: { model: artifacts } })
          }
        >
          {inUse ? 'In use' : 'Use it to draw and compare'}
        </button>
        {ownModel.value && (
          <button type="button" onClick={() => void takeUp(undefined)}>
            Back to the reference model
          </button>
        )}
        <button type="button" onClick={() => void save()}>
          Save model.json and weights.bin
        </button>
      </div>
    </section>
  )
}
