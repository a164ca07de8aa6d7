"""Prints the seconds that OpenCV's filter2D takes on one core for a megapixel of colour, the median.

Usage: opencv_filter.py SIDE FRACTIONS ROUNDS; the work is that of "bench-engine filter".
"""
import statistics
import sys
import time

import cv2
import numpy as np

side, fractions, rounds = map(int, sys.argv[1:4])
cv2.setNumThreads(1)
picture = np.random.default_rng(1).integers(0, 256, (1024, 1024, 3), dtype=np.uint8)
number = np.arange(side * side)
weights = np.where(number % 2 == 0, 1.0, -1.0) * (0.3 + number / 100 if fractions else 1.0 + number % 3)
kernel = weights.reshape(side, side).astype(np.float32)
result = np.empty_like(picture)
seconds = []
for _ in range(rounds + 1):
    start = time.perf_counter()
    cv2.filter2D(picture, -1, kernel, result, borderType=cv2.BORDER_REFLECT_101)
    seconds.append(time.perf_counter() - start)
print(statistics.median(seconds[1:]))
