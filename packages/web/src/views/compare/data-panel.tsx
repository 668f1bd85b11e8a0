import {
  addFiles,
  classesFound,
  dataError,
  dataPath,
  found,
  letGoOfData,
  looking,
  picked,
  setForData,
} from '../../compare/own-data.js'
import { chosenFolder } from '../../folders/dropped-folders.js'
import { drawsDigits } from '../../live-map.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { Failure } from '../../parts/failure.js'
import { FileButton } from '../../parts/file-button.js'
import { PicturesMadeFit } from './pictures-made-fit.js'

/** Most classes named. */
const NAMED = 24

/** Which images classes are compared of: MNIST's, or those of folders that a person brings. */
export function DataPanel() {
  const own = picked.value.length > 0
  return (
    <>
      {!own && (
        <p>
          {drawsDigits.value
            ? 'MNIST’s 10,000 test images; or your own: '
            : 'This network takes pictures of your own: '}
          drop a folder that holds one folder of pictures for each class, or the class folders themselves,
          anywhere on this page. IDX, NPY and NPZ files are read too. Nothing leaves this machine.
        </p>
      )}
      <ButtonGroup label="Images of your own">
        <FileButton accept="" folder onFiles={(files) => addFiles(chosenFolder(files))}>
          {own ? 'Add a folder…' : 'Choose a folder…'}
        </FileButton>
        <FileButton accept="" onFiles={(files) => addFiles(chosenFolder(files))}>
          Choose data files…
        </FileButton>
        {own && (
          <button type="button" onClick={letGoOfData}>
            {drawsDigits.value ? 'Back to MNIST' : 'Let go of them'}
          </button>
        )}
      </ButtonGroup>
      <div role="status">
        {own && looking.value && !found.value && <p class="muted">Looking into {dataPath.value}…</p>}
        {dataError.value && <Failure error={dataError.value} />}
        {found.value && <Found />}
      </div>
      {found.value?.kind === 'pictures' && <PicturesMadeFit />}
    </>
  )
}

/** What was found: classes with how many images, what was left out, what was assumed. */
function Found() {
  const { counts, notRead, notes } = found.value!
  const classes = classesFound.value!
  const images = counts.reduce((sum, count) => sum + count, 0)
  return (
    <div data-testid="found-data">
      <p>
        <strong>{dataPath.value}</strong>: {images.toLocaleString('en')} images of {classes.length}{' '}
        {classes.length === 1 ? 'class' : 'classes'}
        {' · '}
        {classes
          .slice(0, NAMED)
          .map(({ name, count }) => `${name} ${count.toLocaleString('en')}`)
          .join(', ')}
        {classes.length > NAMED && `, and ${classes.length - NAMED} more`}.
        {classes.length < 2 && ' Two are compared: add the folder of another class.'}
      </p>
      {notRead && <p class="hint">Left out: {notRead}.</p>}
      {[...notes, ...(setForData.value ? [setForData.value] : [])].map((note) => (
        <p key={note} class="hint">
          {note}.
        </p>
      ))}
    </div>
  )
}
