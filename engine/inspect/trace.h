#pragma once

#include "backend/backend.h"
#include "inspect/cell.h"

G_BEGIN_DECLS

/**
 * RcpTraceKind:
 * @RCP_TRACE_SUM: convolution, linear: the bias and a sum of products
 * @RCP_TRACE_MAXIMUM: max-pool: the largest of a window
 * @RCP_TRACE_AVERAGE: average-pool: the sum of a window, times 1 / (its size, padding included)
 * @RCP_TRACE_FUNCTION: ReLU, tanh: a function of one number
 * @RCP_TRACE_COPY: flatten: a number in another place
 * @RCP_TRACE_SOFTMAX: exp (logit − largest logit), as a share of their sum over all classes
 *
 * How a number is made from others.
 */
typedef enum
{
  RCP_TRACE_SUM,
  RCP_TRACE_MAXIMUM,
  RCP_TRACE_AVERAGE,
  RCP_TRACE_FUNCTION,
  RCP_TRACE_COPY,
  RCP_TRACE_SOFTMAX,
} RcpTraceKind;

/**
 * RcpTraceTerm:
 * @source: the cell it reads: one of the layer's input, that is of the output of the layer before. Of padding it
 *   lies outside of that
 * @padding: it falls into the padding: there is nothing to be read, @x and @product are 0, and the engine leaves it
 *   out of the sum
 * @tap: row and column in the kernel or the window; 0, 0 where there is none
 * @parameter: where its weight stands in the parameter vector; meaningful for %RCP_TRACE_SUM alone
 * @weight: its weight; 1 where there are none
 * @x: the number that it reads
 * @product: weight × x as a float32; of a softmax exp (x − largest)
 * @sum: after this term is added: a float32 in the engine's order; of a softmax a double. Of a maximum the largest
 *   so far
 */
typedef struct
{
  RcpCell source;
  gboolean padding;
  int tap[2];
  gsize parameter;
  float weight;
  float x;
  float product;
  double sum;
} RcpTraceTerm;

/**
 * RcpTrace:
 * @network: whose number it is; owned
 * @cell: which one
 * @kind: how it is made
 * @sums: how products are added up, see #RcpSums
 * @bias: what the sum begins with; 0 where there is none
 * @bias_parameter: where that stands in the parameter vector; meaningful for %RCP_TRACE_SUM alone
 * @share: what the sum of an average is multiplied with; 1 elsewhere
 * @terms: (array length=n_terms): in the order in which the engine adds them: input channel, kernel row, kernel
 *   column, or input; those of padding stand where they would be
 * @n_terms: how many, padding included
 * @n_padding: how many of them fall into padding
 * @winner: the term that a maximum chose, the first of equals; 0 elsewhere
 * @total: what comes out of the terms, in the engine's order and precision
 * @value: what the engine itself put there. With %RCP_SUMS_FUSED and %RCP_SUMS_ROUNDED the two are equal to the last
 *   bit, but for tanh, which the engine works out by a formula of its own and @total by the C library's
 *
 * One number of a forward pass, written out in full.
 */
typedef struct
{
  RcpNetwork *network;
  RcpCell cell;
  RcpTraceKind kind;
  RcpSums sums;
  float bias;
  gsize bias_parameter;
  float share;
  RcpTraceTerm *terms;
  guint n_terms;
  guint n_padding;
  guint winner;
  float total;
  float value;
} RcpTrace;

/**
 * rcp_trace_new:
 * @parameters: (array): n_parameters floats, such as rcp_snapshot_get_parameters() gives
 * @activations: (array): n_activations floats, as rcp_probe_run() gave them for these parameters
 * @sums: of the backend that made @activations: rcp_probe_get_sums()
 * @cell: any cell of a layer's output or of the softmax; not of the input, which is made from nothing
 * @error: %RCP_ERROR_ARGUMENT where there is no such cell
 *
 * Costs as many multiply-adds as the cell has terms. Nothing of the arguments is kept but the network.
 *
 * Returns: (transfer full) (nullable): the trace
 */
RcpTrace *rcp_trace_new (RcpNetwork *network, const float *parameters, const float *activations, RcpSums sums,
                         RcpCell cell, GError **error);
void rcp_trace_free (RcpTrace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpTrace, rcp_trace_free)

/**
 * rcp_trace_new_below:
 * @term: one of @self's
 *
 * One layer down: the trace of what a term reads.
 *
 * Returns: (transfer full) (nullable): %NULL where that is padding or a number of the picture itself
 */
RcpTrace *rcp_trace_new_below (const RcpTrace *self, const float *parameters, const float *activations, guint term);

/**
 * rcp_trace_get_largest:
 * @n: how many are wanted at most
 * @indices: (out) (array): room for @n indices of terms
 *
 * The terms that weigh most, for those who cannot show all: the largest |product| first, the first of equals before
 * the others, padding never.
 *
 * Returns: how many there are
 */
guint rcp_trace_get_largest (const RcpTrace *self, guint n, guint *indices);

/** rcp_trace_sum_channel: the products of one input channel added up as a double, for those who fold a trace by
 * channels; @n_terms is (out) (optional): how many they are, padding left out */
double rcp_trace_sum_channel (const RcpTrace *self, int channel, guint *n_terms);

G_END_DECLS
