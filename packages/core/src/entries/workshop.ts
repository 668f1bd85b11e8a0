/** Long jobs as units that any process may compute: what hands them out, and what computes them. */
export * from '../workshop/index.js'
