/** Everything the commands make for themselves goes here, below the folder they were called in. */
export const OUTPUT_ROOT = 'umbra-out'
