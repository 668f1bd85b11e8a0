/** Where a method comes from. */
export interface Reference {
  /** Authors, year, title and place. */
  readonly text: string
  /** Where a text speaks of the method. */
  readonly named: RegExp
}

/** The sources of what studies do, by author. */
export const REFERENCES: readonly Reference[] = [
  {
    text: 'Adebayo J, Gilmer J, Muelly M, Goodfellow I, Hardt M, Kim B (2018). Sanity checks for saliency maps. Advances in Neural Information Processing Systems 31.',
    named: /Adebayo/,
  },
  {
    text: 'Banzhaf JF (1965). Weighted voting doesn’t work: a mathematical analysis. Rutgers Law Review 19, 317–343.',
    named: /Banzhaf/,
  },
  {
    text: 'Grabisch M, Roubens M (1999). An axiomatic approach to the concept of interaction among players in cooperative games. International Journal of Game Theory 28, 547–565.',
    named: /Grabisch/,
  },
  {
    text: 'Greenhouse SW, Geisser S (1959). On methods in the analysis of profile data. Psychometrika 24, 95–112.',
    named: /Greenhouse/,
  },
  {
    text: 'Hedges LV (1981). Distribution theory for Glass’s estimator of effect size and related estimators. Journal of Educational Statistics 6, 107–128.',
    named: /Hedges/,
  },
  {
    text: 'Holm S (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65–70.',
    named: /Holm/,
  },
  {
    text: 'Hothorn T, Bretz F, Westfall P (2008). Simultaneous inference in general parametric models. Biometrical Journal 50, 346–363.',
    named: /simultaneous/i,
  },
  {
    text: 'Kish L (1965). Survey Sampling. Wiley, New York.',
    named: /design effect/i,
  },
  {
    text: 'LeCun Y, Bottou L, Bengio Y, Haffner P (1998). Gradient-based learning applied to document recognition. Proceedings of the IEEE 86, 2278–2324.',
    named: /\bMNIST\b/,
  },
  {
    text: 'MacKinnon JG, White H (1985). Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties. Journal of Econometrics 29, 305–325.',
    named: /\bHC3\b/,
  },
  {
    text: 'Mann HB, Whitney DR (1947). On a test of whether one of two random variables is stochastically larger than the other. Annals of Mathematical Statistics 18, 50–60.',
    named: /Mann–Whitney/,
  },
  {
    text: 'Maris E, Oostenveld R (2007). Nonparametric statistical testing of EEG- and MEG-data. Journal of Neuroscience Methods 164, 177–190.',
    named: /cluster-mass/i,
  },
  {
    text: 'Olejnik S, Algina J (2003). Generalized eta and omega squared statistics: measures of effect size for some common research designs. Psychological Methods 8, 434–447.',
    named: /generalised (eta squared|η²)/i,
  },
  {
    text: 'Shapley LS (1953). A value for n-person games. In: Kuhn HW, Tucker AW (eds.), Contributions to the Theory of Games II, Princeton University Press, 307–317.',
    named: /Shapley, 1953/,
  },
  {
    text: 'Simonsohn U, Simmons JP, Nelson LD (2020). Specification curve analysis. Nature Human Behaviour 4, 1208–1214.',
    named: /specification curve/i,
  },
  {
    text: 'Vargha A, Delaney HD (2000). A critique and improvement of the CL common language effect size statistics of McGraw and Wong. Journal of Educational and Behavioral Statistics 25, 101–132.',
    named: /Vargha–Delaney/,
  },
  {
    text: 'Wang Z, Bovik AC, Sheikh HR, Simoncelli EP (2004). Image quality assessment: from error visibility to structural similarity. IEEE Transactions on Image Processing 13, 600–612.',
    named: /\bSSIM\b/,
  },
  {
    text: 'Welch BL (1947). The generalization of ‘Student’s’ problem when several different population variances are involved. Biometrika 34, 28–35.',
    named: /Welch/,
  },
  {
    text: 'Zeiler MD, Fergus R (2014). Visualizing and understanding convolutional networks. European Conference on Computer Vision, LNCS 8689, 818–833.',
    named: /\bmaps?\b/i,
  },
]
