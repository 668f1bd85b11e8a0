import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { openFiles } from '../../open-files.js'
import { Alert } from '../../parts/failure.js'
import { CAMERA_FILE } from '../../scenes.js'
import { StudioError } from '../../studio-error.js'

/** The camera, for as long as it is shown; what it films goes nowhere but into the picture taken. */
export function Camera({ onEnd }: { onEnd(): void }) {
  const video = useRef<HTMLVideoElement>(null)
  const error = useSignal<Error | undefined>(undefined)
  /** Whether there is a picture to take: a camera that has been allowed films nothing for a while. */
  const ready = useSignal(false)
  useEffect(() => {
    let stream: MediaStream | undefined
    let ended = false
    const end = () => {
      ended = true
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    cameraStream().then(
      (opened) => {
        stream = opened
        if (ended) return end()
        video.current!.srcObject = opened
        void video.current!.play()
      },
      (refused: Error) => {
        error.value = refused
      },
    )
    return end
  }, [])
  const take = async () => {
    const file = await frameOf(video.current!)
    onEnd()
    await openFiles([file])
  }
  return (
    <div class="camera" data-testid="camera">
      {error.value ? (
        <Alert error={error.value} />
      ) : (
        <>
          <video
            ref={video}
            playsInline
            muted
            aria-label="What the camera sees"
            onLoadedData={() => {
              ready.value = true
            }}
          />
          <button type="button" class="primary" disabled={!ready.value} onClick={() => void take()}>
            Take this picture
          </button>
        </>
      )}
      <button type="button" onClick={onEnd}>
        Close the camera
      </button>
    </div>
  )
}

/** @throws StudioError CAMERA_MISSING, CAMERA_REFUSED */
async function cameraStream(): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices) {
    throw new StudioError(
      'CAMERA_MISSING',
      'this page cannot use a camera: browsers allow it over https alone',
    )
  }
  return devices.getUserMedia({ video: { facingMode: 'environment' } }).catch((cause: DOMException) => {
    throw cause.name === 'NotAllowedError'
      ? new StudioError(
          'CAMERA_REFUSED',
          'the browser was not allowed to use the camera: allow it for this page, or choose a picture',
          { cause },
        )
      : new StudioError('CAMERA_MISSING', `no camera can be used: ${cause.message || cause.name}`, { cause })
  })
}

async function frameOf(video: HTMLVideoElement): Promise<File> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
  canvas.getContext('2d')!.drawImage(video, 0, 0)
  return new File([await canvas.convertToBlob()], CAMERA_FILE, { type: 'image/png' })
}
