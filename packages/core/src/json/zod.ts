/**
 * What schemas are written with: zod's functions, of which a bundle holds those that are called, and its messages in English, which zod
 * gives them in no language by itself. A page that chose a language before keeps it.
 */

import { en } from 'zod/locales'
import { config } from 'zod/mini'

export * from 'zod/mini'

if (!config().localeError) config(en())
