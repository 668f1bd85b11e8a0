import type { SampleDigit } from './sample-digit.js'

/** The digit on show before anybody has drawn: the tutorial's, in the script itself so that its map waits for no further file. */
export const EXAMPLE: SampleDigit = {
  index: 11,
  label: 6,
  image:
    'AF4HzP2wABcHlvz8fQAXdfy6OAAYjfx2ABma9zIAGBr9xAAZlv3EAAc5VVUmAA7h_WAABZfi8_z87n0ADArl4gADBDbl_f_qr-H_5B8AC278lgACGoD8_OOGHAACsvw4AAuf_HEAApb9_LorAASN_DgAC7n8cQABJu39lwYABY3KBgALxv1yAAGT_aMAB5rFAAzF_HEAAaz8vAAGGv2rAAzF_HEAARPn93oTAATI9DgACxre_HEAAhnL_MENAAFMyPl9AA25_bMKAANMIx2a_fR9AA4c0f3EUjk5g8X8_dZRABAZ2Pz8_P38_PycEwASEGeL8IyLiygAlw',
}
