#include "backend/reference/reference.h"

/* Softmax and cross-entropy. The largest logit is taken off first: the result is the same, and no
 * exponential can overflow. */

guint
rcp_reference_largest (guint n, const double *values)
{
  guint largest = 0;

  for (guint i = 1; i < n; i++)
    if (values[i] > values[largest])
      largest = i;
  return largest;
}

static double
sum_of_exponentials (guint n, const double *logits, double shift)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += exp (logits[i] - shift);
  return sum;
}

void
rcp_reference_softmax (guint n, const double *logits, double *probabilities)
{
  double shift = logits[rcp_reference_largest (n, logits)];
  double sum = sum_of_exponentials (n, logits, shift);

  for (guint i = 0; i < n; i++)
    probabilities[i] = exp (logits[i] - shift) / sum;
}

double
rcp_reference_cross_entropy (guint n, const double *logits, guint label)
{
  double shift = logits[rcp_reference_largest (n, logits)];

  return log (sum_of_exponentials (n, logits, shift)) + shift - logits[label];
}

void
rcp_reference_cross_entropy_backward (guint n, const double *logits, guint label, double *logits_gradient)
{
  double shift = logits[rcp_reference_largest (n, logits)];
  double sum = sum_of_exponentials (n, logits, shift);

  for (guint i = 0; i < n; i++)
    logits_gradient[i] += exp (logits[i] - shift) / sum - (i == label ? 1.0 : 0.0);
}
