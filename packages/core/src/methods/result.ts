import type { MeasureResult } from '../faithfulness/result.js'
import type { Provenance } from '../mapping/provenance.js'
import type { DifferenceTest } from '../study/reported-test.js'
import type { MethodsConfig } from './config.js'

/** A method that was compared. */
export interface ComparedMethod {
  readonly id: string
  readonly name: string
  /** Authors, year, title. */
  readonly source: string
  readonly needs: 'scores' | 'gradients'
  /** Mean seconds an image, over those mapped by this run itself; absent where all were kept from before, or made by workers of a queue. */
  readonly seconds?: number
  /** Of one whose maps are to add up to f(x) − f(b): the magnitudes of that and of what they miss it by, over images. */
  readonly completeness?: {
    readonly meanDifference: number
    readonly meanResidual: number
    readonly largestResidual: number
  }
}

/** What a map's parts are to add up to, and their sum less that. */
export interface Completeness {
  /** f(x) − f(b), the mean over the draws of the baseline. */
  readonly difference: number
  /** Sum of the map − `difference`. */
  readonly residual: number
}

/** How alike the maps are, as means over images: [orders, orders], the methods and then ink and random order. */
export interface Agreement {
  readonly orders: readonly string[]
  /** Spearman's rank correlation; NaN where it is of no image defined. */
  readonly spearman: readonly (readonly number[])[]
  /** Images without a correlation: one of the two maps is the same everywhere. */
  readonly undefined: readonly (readonly number[])[]
  /** Share of the top pixels that two maps have in common. */
  readonly overlap: readonly (readonly number[])[]
  /** How many pixels the top are; by chance two have this share of all in common. */
  readonly topPixels: number
}

/** How faithful a method's maps are. */
export interface MethodFaithfulness {
  readonly id: string
  /** As of one map: its `map` is this method's; p-values are adjusted over all methods, measures and controls. */
  readonly measures: readonly MeasureResult[]
}

/** The comparison of two classes, made with one method's maps, or with the ink. */
export interface MethodAnswer {
  readonly id: string
  /** Do the classes' patterns over regions differ? The study's primary test. */
  readonly profile: {
    /** Of relabelling images; NaN where it could not be computed. */
    readonly p: number
    /** Holm-adjusted over methods. */
    readonly pHolm: number
    /** Generalised eta squared. */
    readonly effect?: number
    readonly notComputed?: string
  }
  /** First class minus second in the mean of the map over each region; `pHolm` over all regions of all methods. */
  readonly regions: readonly DifferenceTest[]
}

/** What a study of two classes would say by every method. */
export interface ClassAnswers {
  readonly classes: readonly [ComparedClass, ComparedClass]
  /** Every method, and ink order after them. */
  readonly methods: readonly MethodAnswer[]
}

export interface ComparedClass {
  readonly class: number
  readonly name: string
  readonly n: number
}

/** What was measured of one image. */
export interface MethodsSample {
  /** Place in the dataset. */
  readonly index: number
  /** Absent of pictures. */
  readonly label?: number
  /** The class explained. */
  readonly target: number
  /** By measure, of each order. */
  readonly values: Readonly<Record<string, readonly number[]>>
  /** Of each order the mean of its map, over all and over each region. */
  readonly sensitivity: readonly (readonly number[])[]
  /** By method, of those whose maps are to add up; absent where none is among them. */
  readonly completeness?: Readonly<Record<string, Completeness>>
}

/** Attribution methods on the same footing: methods.json. */
export interface MethodsResult {
  readonly schema: 'umbra.methods/1'
  readonly config: MethodsConfig
  readonly n: number
  /** Images drawn and left out because the model got them wrong. */
  readonly excluded: number
  /** What covered, in words. */
  readonly baseline: string
  readonly methods: readonly ComparedMethod[]
  /** Methods that this model, or its images, cannot be explained by, and why. */
  readonly leftOut: readonly { readonly id: string; readonly reason: string }[]
  /** Names of the regions over which maps are averaged. */
  readonly regions: readonly string[]
  readonly agreement: Agreement
  readonly faithfulness: readonly MethodFaithfulness[]
  /** Only where two classes are compared. */
  readonly answers?: ClassAnswers
  readonly verdict: readonly string[]
  readonly samples: readonly MethodsSample[]
  readonly provenance: Provenance
  readonly timings: Readonly<Record<string, number>>
}

/** An image with its maps, for figures. */
export interface ShownMaps {
  /** `image 17, 6`. */
  readonly name: string
  readonly image: { readonly data: Float32Array; readonly shape: readonly [number, number, number] }
  /** By order, float32 [H, W]. */
  readonly maps: Readonly<Record<string, Float32Array>>
}

export interface ComparedMethods {
  readonly result: MethodsResult
  readonly shown: readonly ShownMaps[]
}
