/** The mean of the pixels of MNIST's test split, which the baseline `mean` stands for, as at the command line. */
export const MNIST_MEAN = 0.13251460696903547
/** And that of the training split, for `train-mean`. */
export const MNIST_TRAIN_MEAN = 0.13066047740239478
