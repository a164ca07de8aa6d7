#include "train/metrics.h"

struct _RcpMetrics
{
  GObject parent_instance;

  GArray *steps;  /* of RcpStepRecord */
  GArray *epochs; /* of RcpEpochRecord */
  guint best;     /* index into epochs, meaningless while there are none */
};

G_DEFINE_FINAL_TYPE (RcpMetrics, rcp_metrics, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rcp_metrics_finalize (GObject *object)
{
  RcpMetrics *self = RCP_METRICS (object);

  g_array_unref (self->steps);
  g_array_unref (self->epochs);
  G_OBJECT_CLASS (rcp_metrics_parent_class)->finalize (object);
}

static void
rcp_metrics_class_init (RcpMetricsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_metrics_finalize;

  /**
   * RcpMetrics::changed:
   *
   * Records came in.
   */
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_metrics_init (RcpMetrics *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (RcpStepRecord));
  self->epochs = g_array_new (FALSE, FALSE, sizeof (RcpEpochRecord));
}

RcpMetrics *
rcp_metrics_new (void)
{
  return g_object_new (RCP_TYPE_METRICS, NULL);
}

void
rcp_metrics_append (RcpMetrics *self, const RcpStepRecord *steps, gsize n_steps, const RcpEpochRecord *epochs,
                    gsize n_epochs)
{
  g_return_if_fail (RCP_IS_METRICS (self));
  g_return_if_fail (steps != NULL || n_steps == 0);
  g_return_if_fail (epochs != NULL || n_epochs == 0);

  if (n_steps == 0 && n_epochs == 0)
    return;
  if (n_steps > 0)
    g_array_append_vals (self->steps, steps, (guint) n_steps);
  for (gsize i = 0; i < n_epochs; i++)
    {
      /* the first of equals stays the best */
      if (self->epochs->len == 0
          || epochs[i].val_accuracy > g_array_index (self->epochs, RcpEpochRecord, self->best).val_accuracy)
        self->best = self->epochs->len;
      g_array_append_val (self->epochs, epochs[i]);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const RcpStepRecord *
rcp_metrics_get_steps (RcpMetrics *self, gsize *n)
{
  g_return_val_if_fail (RCP_IS_METRICS (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->steps->len;
  return (const RcpStepRecord *) self->steps->data;
}

const RcpEpochRecord *
rcp_metrics_get_epochs (RcpMetrics *self, gsize *n)
{
  g_return_val_if_fail (RCP_IS_METRICS (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->epochs->len;
  return (const RcpEpochRecord *) self->epochs->data;
}

const RcpEpochRecord *
rcp_metrics_get_best (RcpMetrics *self)
{
  g_return_val_if_fail (RCP_IS_METRICS (self), NULL);

  return self->epochs->len > 0 ? &g_array_index (self->epochs, RcpEpochRecord, self->best) : NULL;
}
