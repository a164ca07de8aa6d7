#include "walk-model.h"

#include <glib/gi18n.h>
#include <string.h>

#define NUMBERS_SEED 5

struct _RcpWalkModel
{
  GObject parent_instance;

  RcpSession *session;
  gboolean active;
  gboolean stale;
  RcpWalkSettings settings;
  RcpWalkSource source;
  int picture_channels;
  int top;
  int left;
  float input[RCP_WALK_MAX_CHANNELS * RCP_WALK_MAX_SIZE * RCP_WALK_MAX_SIZE];

  RcpWalkWeights weights;

  RcpWalk *walk;
  char *problem;

  int step;
  double slide;
  gboolean by_product;

  RcpWalkTarget hovered, pinned;
  int hovered_index, pinned_index;

  RcpWalkHidden hidden;
  int hidden_cell;
};

G_DEFINE_FINAL_TYPE (RcpWalkModel, rcp_walk_model, G_TYPE_OBJECT)

enum
{
  WALK_CHANGED,
  MOMENT_CHANGED,
  SLIDE_CHANGED,
  TARGET_CHANGED,
  HIDDEN_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The input */

static void
cut_picture (RcpWalkModel *self, const RcpSpecimen *specimen)
{
  const RcpWalkSettings *s = &self->settings;
  const RcpStatistics *statistics = rcp_session_get_statistics (self->session);
  /* until the training pictures have been counted, each channel is only centred */
  double mean[RCP_MAX_CHANNELS] = { 127.5, 127.5, 127.5, 127.5 }, std[RCP_MAX_CHANNELS] = { 64, 64, 64, 64 };
  RcpNormalisation normalisation =
      rcp_normalisation (specimen->shape.channels, statistics != NULL ? statistics->mean : mean,
                         statistics != NULL ? statistics->std : std);

  self->picture_channels = specimen->shape.channels;
  self->top = CLAMP (self->top, 0, MAX (0, specimen->shape.height - s->input_size));
  self->left = CLAMP (self->left, 0, MAX (0, specimen->shape.width - s->input_size));
  rcp_walk_cut (specimen->pixels, specimen->shape, self->source == RCP_WALK_SOURCE_NORMALISED ? &normalisation : NULL,
                self->top, self->left, s->input_size, s->input_channels, self->input);
}

static void
fill_input (RcpWalkModel *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  const RcpWalkSettings *s = &self->settings;
  RcpRandom random;

  if (self->source != RCP_WALK_SOURCE_NUMBERS && specimen != NULL)
    {
      cut_picture (self, specimen);
      return;
    }
  /* the same numbers for as long as the shape is the same */
  rcp_random_init (&random, NUMBERS_SEED, 0);
  rcp_walk_draw_numbers (&random, s->kind == RCP_LAYER_RELU ? -9 : 0, 9,
                         s->input_channels * s->input_size * s->input_size, self->input);
}

/* The walk */

static void
take_walk (RcpWalkModel *self, RcpWalk *walk, GError *error)
{
  g_clear_pointer (&self->walk, rcp_walk_unref);
  g_clear_pointer (&self->problem, g_free);
  self->walk = walk;
  if (error != NULL)
    self->problem = g_strdup (error->message);
}

static void
compute (RcpWalkModel *self)
{
  const RcpWalkSettings *s = &self->settings;
  g_autofree float *weights = NULL;
  g_autoptr (GError) error = NULL;
  RcpWalk *walk = NULL;

  fill_input (self);
  if (rcp_walk_settings_check (s, &error))
    {
      weights = rcp_walk_weights_take (&self->weights, s->output_channels,
                                       s->kind == RCP_LAYER_CONV2D ? s->input_channels / s->groups : 1);
      walk = rcp_walk_new (s, self->input, weights, self->weights.biases, NULL, &error);
    }
  take_walk (self, walk, error);
}

/* What was looked at may be somewhere else now, and what was hidden is not the question any more. */
static void
forget (RcpWalkModel *self)
{
  self->hovered = self->pinned = RCP_WALK_TARGET_NOTHING;
  self->hidden = RCP_WALK_HIDDEN_NOTHING;
  self->hidden_cell = -1;
  self->slide = 1.0;
}

static void
values_changed (RcpWalkModel *self)
{
  compute (self);
  g_signal_emit (self, signals[WALK_CHANGED], 0);
}

static void
shape_changed (RcpWalkModel *self)
{
  forget (self);
  compute (self);
  /* begins with one value there, so that one sees where this leads */
  self->step = MAX (0, rcp_walk_model_get_stages (self) - 1);
  g_signal_emit (self, signals[WALK_CHANGED], 0);
  g_signal_emit (self, signals[HIDDEN_CHANGED], 0);
}

const RcpWalk *
rcp_walk_model_get_walk (RcpWalkModel *self)
{
  return self->walk;
}

const char *
rcp_walk_model_get_problem (RcpWalkModel *self)
{
  return self->problem;
}

const RcpWalkSettings *
rcp_walk_model_get_settings (RcpWalkModel *self)
{
  return &self->settings;
}

const float *
rcp_walk_model_get_input (RcpWalkModel *self)
{
  return self->input;
}

/* Kernels */

guint
rcp_walk_model_get_kernels (RcpWalkModel *self)
{
  return self->weights.choice;
}

void
rcp_walk_model_set_kernels (RcpWalkModel *self, RcpWalkKernel kernels)
{
  rcp_walk_weights_fill (&self->weights, kernels);
  values_changed (self);
}

const float *
rcp_walk_model_get_kernel (RcpWalkModel *self, int output, int input)
{
  return self->weights.kernels[output][input];
}

void
rcp_walk_model_set_weight (RcpWalkModel *self, int output, int input, int tap, float weight)
{
  self->weights.kernels[output][input][tap] = weight;
  self->weights.choice = RCP_WALK_KERNEL_OWN;
  values_changed (self);
}

float
rcp_walk_model_get_bias (RcpWalkModel *self, int output)
{
  return self->weights.biases[output];
}

void
rcp_walk_model_set_bias (RcpWalkModel *self, int output, float bias)
{
  if (self->weights.biases[output] == bias)
    return;
  self->weights.biases[output] = bias;
  values_changed (self);
}

/* The layer */

void
rcp_walk_model_set_settings (RcpWalkModel *self, const RcpWalkSettings *settings)
{
  RcpWalkSettings old = self->settings;

  if (memcmp (&old, settings, sizeof old) == 0)
    return;
  self->settings = *settings;
  rcp_walk_weights_resize (&self->weights, settings->kernel);
  if (old.input_size != settings->input_size)
    {
      /* the middle of the cut stays where it is */
      self->top += old.input_size / 2 - settings->input_size / 2;
      self->left += old.input_size / 2 - settings->input_size / 2;
    }
  shape_changed (self);
}

RcpWalkSource
rcp_walk_model_get_source (RcpWalkModel *self)
{
  return self->source;
}

void
rcp_walk_model_set_source (RcpWalkModel *self, RcpWalkSource source)
{
  if (self->source == source)
    return;
  self->source = source;
  values_changed (self);
}

RcpWalkPlane
rcp_walk_model_get_plane (RcpWalkModel *self, int channel)
{
  if (self->source == RCP_WALK_SOURCE_NUMBERS)
    return (RcpWalkPlane) channel;
  return rcp_walk_plane_of (self->picture_channels, channel);
}

char *
rcp_walk_model_dup_channel_name (RcpWalkModel *self, int channel)
{
  if (self->source == RCP_WALK_SOURCE_NUMBERS)
    return g_strdup_printf (_ ("Channel %d"), channel + 1);
  return g_strdup (rcp_walk_plane_name (rcp_walk_model_get_plane (self, channel)));
}

void
rcp_walk_model_get_cut (RcpWalkModel *self, int *top, int *left)
{
  *top = self->top;
  *left = self->left;
}

void
rcp_walk_model_set_cut (RcpWalkModel *self, int top, int left)
{
  int old_top = self->top, old_left = self->left;

  self->top = top;
  self->left = left;
  fill_input (self);
  if (self->top != old_top || self->left != old_left)
    values_changed (self);
}

/* The moment */

int
rcp_walk_model_get_stages (RcpWalkModel *self)
{
  int n;

  if (self->walk == NULL)
    return 0;
  n = rcp_walk_n_terms (self->walk);
  /* one more for the bias, or for the division */
  return self->settings.kind == RCP_LAYER_CONV2D || self->settings.kind == RCP_LAYER_AVG_POOL2D ? n + 1 : n;
}

int
rcp_walk_model_get_n_steps (RcpWalkModel *self)
{
  return self->walk != NULL ? rcp_walk_n_cells (self->walk) * rcp_walk_model_get_stages (self) : 0;
}

int
rcp_walk_model_get_step (RcpWalkModel *self)
{
  return self->step;
}

void
rcp_walk_model_set_step (RcpWalkModel *self, int step)
{
  step = CLAMP (step, 0, MAX (0, rcp_walk_model_get_n_steps (self) - 1));
  rcp_walk_model_set_slide (self, 1.0);
  if (self->step == step)
    return;
  self->step = step;
  g_signal_emit (self, signals[MOMENT_CHANGED], 0);
}

void
rcp_walk_model_set_slide (RcpWalkModel *self, double slide)
{
  slide = CLAMP (slide, 0.0, 1.0);
  if (self->slide == slide)
    return;
  self->slide = slide;
  g_signal_emit (self, signals[SLIDE_CHANGED], 0);
}

double
rcp_walk_model_get_slide (RcpWalkModel *self)
{
  return self->slide;
}

gboolean
rcp_walk_model_get_by_product (RcpWalkModel *self)
{
  return self->by_product;
}

void
rcp_walk_model_set_by_product (RcpWalkModel *self, gboolean by_product)
{
  if (self->by_product == by_product)
    return;
  self->by_product = by_product;
  /* which term is framed */
  g_signal_emit (self, signals[MOMENT_CHANGED], 0);
}

int
rcp_walk_model_next_step (RcpWalkModel *self, int direction)
{
  int stages = rcp_walk_model_get_stages (self);
  int last = rcp_walk_model_get_n_steps (self) - 1;
  int next;

  if (stages == 0)
    return self->step;
  if (self->by_product)
    next = self->step + direction;
  else if (direction > 0)
    /* a position is shown with its sum complete */
    next = self->step % stages == stages - 1 ? self->step + stages : self->step - self->step % stages + stages - 1;
  else
    next = self->step - self->step % stages - 1;
  return next < 0 || next > last ? self->step : next;
}

gboolean
rcp_walk_model_is_done (RcpWalkModel *self, int cell)
{
  int stages = rcp_walk_model_get_stages (self);

  return stages > 0 && (cell + 1) * stages - 1 <= self->step;
}

int
rcp_walk_model_get_shown (RcpWalkModel *self, int *n_terms, gboolean *done)
{
  int stages = rcp_walk_model_get_stages (self);
  int index, stage, n;

  if (stages == 0)
    {
      *n_terms = 0;
      *done = FALSE;
      return -1;
    }
  n = rcp_walk_n_terms (self->walk);
  if (rcp_walk_model_get_target (self, &index) == RCP_WALK_TARGET_OUTPUT)
    {
      *n_terms = n;
      *done = TRUE;
      return index;
    }
  stage = self->step % stages;
  *n_terms = self->settings.kind == RCP_LAYER_CONV2D ? stage : MIN (n, stage + 1);
  *done = stage == stages - 1;
  return self->step / stages;
}

/* What is looked at */

RcpWalkTarget
rcp_walk_model_get_target (RcpWalkModel *self, int *index)
{
  gboolean hovered = self->hovered != RCP_WALK_TARGET_NOTHING;

  *index = hovered ? self->hovered_index : self->pinned_index;
  return hovered ? self->hovered : self->pinned;
}

void
rcp_walk_model_hover (RcpWalkModel *self, RcpWalkTarget target, int index)
{
  if (self->walk == NULL)
    target = RCP_WALK_TARGET_NOTHING;
  if (self->hovered == target && (target == RCP_WALK_TARGET_NOTHING || self->hovered_index == index))
    return;
  self->hovered = target;
  self->hovered_index = index;
  g_signal_emit (self, signals[TARGET_CHANGED], 0);
}

void
rcp_walk_model_pin (RcpWalkModel *self, RcpWalkTarget target, int index)
{
  if (self->walk == NULL || (self->pinned == target && self->pinned_index == index))
    target = RCP_WALK_TARGET_NOTHING;
  self->pinned = target;
  self->pinned_index = index;
  g_signal_emit (self, signals[TARGET_CHANGED], 0);
}

/* What is to be guessed */

RcpWalkHidden
rcp_walk_model_get_hidden (RcpWalkModel *self)
{
  return self->hidden;
}

int
rcp_walk_model_get_hidden_cell (RcpWalkModel *self)
{
  return self->hidden == RCP_WALK_HIDDEN_VALUE ? self->hidden_cell : -1;
}

void
rcp_walk_model_hide (RcpWalkModel *self, RcpWalkHidden hidden)
{
  if (self->walk == NULL)
    hidden = RCP_WALK_HIDDEN_NOTHING;
  self->hidden = hidden;
  self->hovered = RCP_WALK_TARGET_NOTHING;
  self->pinned = RCP_WALK_TARGET_NOTHING;
  if (hidden == RCP_WALK_HIDDEN_VALUE)
    {
      self->hidden_cell = (int) rcp_random_below (&self->weights.random, (guint32) rcp_walk_n_cells (self->walk));
      self->pinned = RCP_WALK_TARGET_OUTPUT;
      self->pinned_index = self->hidden_cell;
    }
  g_signal_emit (self, signals[HIDDEN_CHANGED], 0);
  g_signal_emit (self, signals[TARGET_CHANGED], 0);
}

/* The object */

static void
picture_changed (RcpWalkModel *self)
{
  /* while nobody looks, the last of many specimens is soon enough */
  self->stale = !self->active;
  if (self->active)
    values_changed (self);
}

static void
on_specimen_changed (RcpWalkModel *self)
{
  if (self->source != RCP_WALK_SOURCE_NUMBERS)
    picture_changed (self);
}

static void
on_statistics_known (RcpWalkModel *self)
{
  if (self->source == RCP_WALK_SOURCE_NORMALISED)
    picture_changed (self);
}

void
rcp_walk_model_set_active (RcpWalkModel *self, gboolean active)
{
  self->active = active;
  if (!active || !self->stale)
    return;
  self->stale = FALSE;
  values_changed (self);
}

static void
rcp_walk_model_finalize (GObject *object)
{
  RcpWalkModel *self = RCP_WALK_MODEL (object);

  take_walk (self, NULL, NULL);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (rcp_walk_model_parent_class)->finalize (object);
}

static void
rcp_walk_model_class_init (RcpWalkModelClass *klass)
{
  static const char *const names[] = { "walk-changed", "moment-changed", "slide-changed", "target-changed",
                                       "hidden-changed" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == N_SIGNALS);

  G_OBJECT_CLASS (klass)->finalize = rcp_walk_model_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], RCP_TYPE_WALK_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_walk_model_init (RcpWalkModel *self)
{
  self->settings = (RcpWalkSettings){
    .kind = RCP_LAYER_CONV2D,
    .input_size = 7,
    .kernel = 3,
    .stride = 2,
    .padding = 1,
    .dilation = 1,
    .groups = 1,
    .input_channels = 3,
    .output_channels = 1,
  };
  self->by_product = TRUE;
  self->picture_channels = 3;
  /* the middle of a picture of 32 × 32 */
  self->top = self->left = 12;
}

RcpWalkModel *
rcp_walk_model_new (RcpSession *session)
{
  RcpWalkModel *self = g_object_new (RCP_TYPE_WALK_MODEL, NULL);

  self->session = g_object_ref (session);
  rcp_walk_weights_init (&self->weights, self->settings.kernel, (guint64) g_get_real_time ());
  shape_changed (self);
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (on_specimen_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::statistics-known", G_CALLBACK (on_statistics_known), self,
                           G_CONNECT_SWAPPED);
  return self;
}
