/** The mean of the pixels of MNIST's test split, which the baseline `mean` stands for, as at the command line. */
export const MNIST_MEAN = 0.13251460696903547
