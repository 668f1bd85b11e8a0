/**
 * The marks of Observable Plot that the figures are made of. The rest of the project imports them from here: packing puts their
 * code in this file's place, so that whoever installs the package for maps does not install Plot and what it needs.
 */
export {
  areaY,
  axisX,
  axisY,
  dot,
  gridX,
  gridY,
  line,
  lineY,
  type Markish,
  type PlotOptions,
  plot,
  rectY,
  ruleX,
  ruleY,
  text as textMark,
} from '@observablehq/plot'
