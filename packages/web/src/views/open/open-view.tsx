import { ownModel, takeUp } from '../../live-map.js'
import { openFiles } from '../../open-files.js'

/** Pictures, results and models from files. */
export function OpenView() {
  return (
    <>
      <h1>Open a picture, a result or a model</h1>
      <p>Files can be dropped on every view. They stay on this machine.</p>
      <div class="drop-zone">
        <label for="files">Drop files here, or choose them:</label>
        <input
          id="files"
          type="file"
          multiple
          accept=".png,.jpg,.jpeg,.webp,.json,.bin,.h5,.hdf5,.keras,.zip,.onnx,.data,.tflite,.safetensors,.npz,.csv,.txt"
          onChange={({ currentTarget }) => {
            void openFiles([...(currentTarget.files ?? [])])
            currentTarget.value = ''
          }}
        />
      </div>
      <dl class="what">
        <div>
          <dt>Pictures</dt>
          <dd>
            PNG, JPEG or WebP, one or several. They go to the network in use: one of digits takes a picture of
            28×28 as it is, and centres any other as MNIST’s digits are.
          </dd>
        </div>
        <div>
          <dt>A result</dt>
          <dd>
            <code>result.json</code> of <code>umbra study</code> or saved here: its verdict and its tables,
            and with <code>maps.npz</code> and <code>samples.csv</code> its figures. <code>pairs.json</code>{' '}
            of <code>umbra study --classes all</code> and <code>robustness.json</code> of{' '}
            <code>umbra robustness</code>: their figures. <code>explanation.json</code> of{' '}
            <code>umbra explain</code> or saved here: its map, which is computed again where the network and
            the picture are here.
          </dd>
        </div>
        <div>
          <dt>A result’s folder</dt>
          <dd>
            A study’s dropped as a whole, or its <code>manifest.json</code>, <code>result.json</code>,{' '}
            <code>maps.npz</code> and <code>samples.csv</code> together; or that of{' '}
            <code>umbra explain --out</code>, and its pictures with it. Its files are checked, and a tenth of
            its images is computed again, under the network in use or one of this page’s own. The page says
            whether every bit is the same, as <code>umbra verify</code> does.
          </dd>
        </div>
        <div>
          <dt>Folders</dt>
          <dd>
            One folder of pictures for each class, or the folder that holds them, of IDX files or of an NPZ
            archive: data to compare classes of. Drop them, or choose one under Compare.
          </dd>
        </div>
        <div>
          <dt>A model’s files</dt>
          <dd>
            ONNX, Keras (<code>.h5</code>, <code>.keras</code>), TensorFlow.js, an export of Teachable
            Machine, TensorFlow Lite, or <code>network.json</code>, for images of any size. Choose all its
            files together, in any order, or a ZIP of them; pictures may come with them. One of 28×28 grey
            images draws in place of the reference model, any other explains pictures; both compare classes.
          </dd>
        </div>
      </dl>
      {ownModel.value && (
        <p>
          In use: {ownModel.value.name}.{' '}
          <button type="button" onClick={() => void takeUp(undefined)}>
            Back to the reference model
          </button>
        </p>
      )}
    </>
  )
}
