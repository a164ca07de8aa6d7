#pragma once

#include "data/dataset.h"

/* What a test trains on in no time: pictures of 2×4×5 bytes in three classes that a linear network can learn. */
#define TINY_TRAIN_COUNT 200u
#define TINY_TEST_COUNT 70u

/** tiny_dataset_new: (transfer full): 200 and 70 pictures, named "tiny", the same every time */
RcpDataset *tiny_dataset_new (void);

/** tiny_dataset_new_other: (transfer full): the same but for one byte of one picture */
RcpDataset *tiny_dataset_new_other (void);
