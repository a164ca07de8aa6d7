#pragma once

#include <glib.h>

/** bench_peak_flops_ISA: does @rounds rounds of multiply-adds; @sink keeps them from being left out. Returns how many
 * floating-point operations that were. */
double bench_peak_flops_baseline (guint64 rounds, float *sink);
double bench_peak_flops_avx2 (guint64 rounds, float *sink);
double bench_peak_flops_avx512 (guint64 rounds, float *sink);
