/** What figures with axes need beside their data. */
export interface FigureOptions {
  /** The page's document, or linkedom's in Node. Nothing is attached to it. */
  readonly document: Document
}
