#include "plan.h"

#include <string.h>

#include "backend/cpu/isa-choice.h"
#include "rows.h"

/* Numbers of a row that are worked on before the next ones: what lies between two steps stays in the nearest cache. */
#define CHUNK 2048

G_STATIC_ASSERT (CHUNK % RCP_FILTER_BLOCK == 0);

/*
 * The rows of the picture that the kernel lies over stand in a ring, widened to what is added up and with their
 * borders around them, so that a tap is nothing but a place to begin reading at.
 */
struct _RcpFilterPass
{
  RcpFilterPlan plan;
  RcpBorder border;
  const RcpFilterRows *isa;

  const guint8 *rgb;
  int width;
  int height;
  int channels;

  int n_slots;
  gsize slot_size; /* in bytes */
  guint8 *slots;
  int *held; /* which row each slot holds */
  guint8 *luma;

  float values[CHUNK];
  guint8 bytes[CHUNK];
};

static const RcpFilterRows *
best_rows (void)
{
  switch (rcp_cpu_isa ())
    {
#ifdef __x86_64__
    case RCP_CPU_ISA_AVX512:
      return &rcp_filter_rows_avx512;
    case RCP_CPU_ISA_AVX2:
      return &rcp_filter_rows_avx2;
#endif
    default:
      return &rcp_filter_rows_baseline;
    }
}

RcpFilterPass *
rcp_filter_pass_new (const RcpFilter *filter, const guint8 *rgb, int width, int height)
{
  RcpFilterPass *self;
  gsize length;

  g_return_val_if_fail (filter != NULL && rgb != NULL, NULL);
  g_return_val_if_fail (width >= 1 && height >= 1, NULL);

  self = g_new0 (RcpFilterPass, 1);
  rcp_filter_plan_init (&self->plan, filter);
  self->border = filter->border;
  self->isa = best_rows ();
  self->rgb = rgb;
  self->width = width;
  self->height = height;
  self->channels = rcp_filter_get_channels (filter);
  self->n_slots = self->plan.top + 1 + self->plan.bottom;
  length = (gsize) (self->plan.left + width + self->plan.right) * (gsize) self->channels + RCP_FILTER_BLOCK;
  self->slot_size = length * (self->plan.shorts ? sizeof (gint16) : sizeof (float));
  self->slots = g_malloc0_n ((gsize) self->n_slots, self->slot_size);
  self->held = g_new (int, self->n_slots);
  for (int i = 0; i < self->n_slots; i++)
    self->held[i] = G_MININT;
  if (filter->grey)
    self->luma = g_malloc ((gsize) width);
  return self;
}

void
rcp_filter_pass_free (RcpFilterPass *self)
{
  g_free (self->slots);
  g_free (self->held);
  g_free (self->luma);
  g_free (self);
}

static guint8 *
slot_of (RcpFilterPass *self, int row)
{
  /* rows above the picture have negative numbers, but not below −n_slots */
  return self->slots + (gsize) ((row + self->n_slots) % self->n_slots) * self->slot_size;
}

/* The columns beside the picture, each copied from where the border says. */
static void
fill_sides (RcpFilterPass *self, guint8 *slot)
{
  gsize pixel = (gsize) self->channels * (self->plan.shorts ? sizeof (gint16) : sizeof (float));

  for (int column = -self->plan.left; column < self->width + self->plan.right; column++)
    {
      int place = rcp_border_place (self->border, column, self->width);
      guint8 *to = slot + (gsize) (column + self->plan.left) * pixel;

      if (column == 0)
        column = self->width - 1;
      else if (place < 0)
        memset (to, 0, pixel);
      else
        memcpy (to, slot + (gsize) (place + self->plan.left) * pixel, pixel);
    }
}

static void
fill_slot (RcpFilterPass *self, int row)
{
  int place = rcp_border_place (self->border, row, self->height);
  gsize n = (gsize) self->width * (gsize) self->channels;
  gsize before = (gsize) self->plan.left * (gsize) self->channels;
  guint8 *slot = slot_of (self, row);
  const guint8 *from;

  if (place < 0)
    {
      memset (slot, 0, self->slot_size);
      return;
    }
  from = self->rgb + (gsize) place * (gsize) self->width * 3;
  if (self->luma != NULL)
    {
      for (int x = 0; x < self->width; x++)
        self->luma[x] = rcp_filter_luma (from + 3 * (gsize) x);
      from = self->luma;
    }
  if (self->plan.shorts)
    self->isa->widen_short (from, (gint16 *) (gpointer) slot + before, n);
  else
    self->isa->widen_float (from, (float *) (gpointer) slot + before, n);
  fill_sides (self, slot);
}

/* Makes the ring hold what row @row of the result is made of. */
static void
hold_rows (RcpFilterPass *self, int row)
{
  for (int r = row - self->plan.top; r <= row + self->plan.bottom; r++)
    {
      int *held = &self->held[(r + self->n_slots) % self->n_slots];

      if (*held != r)
        fill_slot (self, r);
      *held = r;
    }
}

/* One row, either way: @bytes or @values. */
static void
filter_row (RcpFilterPass *self, int row, guint8 *bytes, float *values)
{
  const RcpFilterPlan *plan = &self->plan;
  gsize n = (gsize) self->width * (gsize) self->channels;
  const gint16 *shorts[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  const float *floats[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  gboolean whole = plan->shorts && plan->unit == 1.0f;

  hold_rows (self, row);
  for (gsize at = 0; at < n; at += CHUNK)
    {
      gsize part = MIN (CHUNK, n - at);

      for (int t = 0; t < plan->n_taps; t++)
        {
          guint8 *slot = slot_of (self, row + plan->rows[t]);
          gsize begin = (gsize) (plan->left + plan->columns[t]) * (gsize) self->channels + at;

          shorts[t] = (const gint16 *) (gpointer) slot + begin;
          floats[t] = (const float *) (gpointer) slot + begin;
        }
      if (bytes != NULL && whole)
        self->isa->sum_shorts (shorts, plan->short_weights, plan->n_taps, part, (int) plan->offset, self->bytes);
      else if (plan->shorts)
        self->isa->sum_shorts_to_float (shorts, plan->short_weights, plan->n_taps, part, plan->unit, plan->offset,
                                        self->values);
      else
        self->isa->sum_floats (floats, plan->weights, plan->n_taps, part, plan->offset, self->values);
      if (values != NULL)
        {
          memcpy (values + at, self->values, part * sizeof *values);
          continue;
        }
      if (!whole)
        self->isa->round (self->values, self->bytes, part);
      memcpy (bytes + at, self->bytes, part);
    }
}

void
rcp_filter_pass_bytes (RcpFilterPass *self, int row, int n_rows, guint8 *bytes)
{
  g_return_if_fail (self != NULL && bytes != NULL);
  g_return_if_fail (row >= 0 && n_rows >= 0 && row + n_rows <= self->height);

  for (int i = 0; i < n_rows; i++)
    filter_row (self, row + i, bytes + (gsize) i * (gsize) self->width * (gsize) self->channels, NULL);
}

void
rcp_filter_pass_values (RcpFilterPass *self, int row, int n_rows, float *values)
{
  g_return_if_fail (self != NULL && values != NULL);
  g_return_if_fail (row >= 0 && n_rows >= 0 && row + n_rows <= self->height);

  for (int i = 0; i < n_rows; i++)
    filter_row (self, row + i, NULL, values + (gsize) i * (gsize) self->width * (gsize) self->channels);
}
