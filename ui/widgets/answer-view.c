#include "answer-view-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"
#include "rgba.h"
#include "sight.h"

#define BAR_HEIGHT 13
#define GAP 6

/* of the bar of a probability of 1: more where there is room */
#define LEAST_BAR 44
#define MOST_BAR 220

G_DEFINE_FINAL_TYPE (RcpAnswerView, rcp_answer_view, GTK_TYPE_WIDGET)

guint rcp_answer_view_signals[N_SIGNALS];

static const float *
get_shares (RcpAnswerView *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);

  return frame == NULL
             ? NULL
             : rcp_network_frame_get_layer (frame, (int) rcp_network_frame_get_architecture (frame)->n_layers);
}

/* Drawing */

static void
append_row (RcpAnswerView *self, GtkSnapshot *snapshot, const RcpPalette *palette, int row, double share, float full)
{
  gboolean is_label = row == self->label;
  GdkRGBA bar = rcp_rgba (is_label ? palette->truth : palette->answer);
  float left = (float) (self->name_width + GAP);
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  /* whole pixels of the screen; a class is never without a line to begin at */
  float length = fmaxf (1.0f, roundf ((float) share * full * scale)) / scale;
  float y = (float) (row * RCP_ANSWER_ROW);
  float top = y + (float) ((RCP_ANSWER_ROW - BAR_HEIGHT) / 2);

  rcp_text_line_append (&self->rows[row].name, snapshot, left - (float) (GAP + self->rows[row].name.width), y);
  gtk_snapshot_append_color (snapshot, &bar, &GRAPHENE_RECT_INIT (left, top, length, BAR_HEIGHT));
  rcp_text_line_append (&self->rows[row].share, snapshot, left + ceilf (length) + (float) GAP, y);
}

static void
append_frame (GtkSnapshot *snapshot, float width, int row, const GdkRGBA *colour, float thickness)
{
  GskRoundedRect outline;
  const float widths[4] = { thickness, thickness, thickness, thickness };
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };

  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT (0, (float) (row * RCP_ANSWER_ROW), width, (float) RCP_ANSWER_ROW), 3);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

static void
append_marks (RcpAnswerView *self, GtkSnapshot *snapshot, const RcpPalette *palette, float width)
{
  GdkRGBA mark = rcp_rgba (palette->mark);
  GdkRGBA faint = rcp_rgba (palette->cursor);
  RcpNetwork *network = rcp_network_model_get_network (self->model);
  RcpCell cell;

  if (self->hovered >= 0)
    append_frame (snapshot, width, self->hovered, &faint, 1);
  if (network != NULL && rcp_network_model_get_cell (self->model, &cell)
      && cell.layer == (int) rcp_network_get_architecture (network)->n_layers)
    append_frame (snapshot, width, cell.channel, &mark, 2);
}

static void
rcp_answer_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpAnswerView *self = RCP_ANSWER_VIEW (widget);
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  const float *shares = get_shares (self);
  float width = (float) gtk_widget_get_width (widget);
  float full = fminf (width - (float) (self->name_width + self->share_width + 2 * GAP + GAP), MOST_BAR);

  if (shares == NULL || self->n_rows == 0)
    return;
  for (int i = 0; i < self->n_rows; i++)
    append_row (self, snapshot, palette, i, isfinite (shares[i]) ? (double) shares[i] : 0.0, full);
  append_marks (self, snapshot, palette,
                fminf (width, (float) (self->name_width + self->share_width + 3 * GAP) + full));
}

static void
rcp_answer_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  RcpAnswerView *self = RCP_ANSWER_VIEW (widget);
  int texts = self->name_width + self->share_width + 3 * GAP;

  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? self->n_rows * RCP_ANSWER_ROW : texts + LEAST_BAR;
  *natural = *minimum;
}

/* What it shows */

static void
clear_rows (RcpAnswerView *self)
{
  for (int i = 0; i < self->n_rows; i++)
    {
      rcp_text_line_clear (&self->rows[i].name);
      rcp_text_line_clear (&self->rows[i].share);
      g_free (self->rows[i].class_name);
    }
  g_clear_pointer (&self->rows, g_free);
  self->n_rows = 0;
}

static void
draw_line (RcpAnswerView *self, RcpTextLine *line, const char *text, gboolean strong)
{
  GdkRGBA colour = rcp_rgba (rcp_palette (self->dark)->text);

  rcp_text_line_draw (line, GTK_WIDGET (self), text, strong, &colour, RCP_ANSWER_ROW);
}

static void
draw_name (RcpAnswerView *self, int row)
{
  gboolean is_label = row == self->label;
  /* Translators: the true class of the picture */
  g_autofree char *text =
      is_label ? g_strdup_printf (_ ("%s ✓"), self->rows[row].class_name) : g_strdup (self->rows[row].class_name);

  draw_line (self, &self->rows[row].name, text, is_label);
}

/* So wide that any class can be the true one. */
static void
measure_texts (RcpAnswerView *self)
{
  self->share_width = rcp_text_line_measure (GTK_WIDGET (self), "100.0 %", FALSE);
  self->name_width = 0;
  for (int i = 0; i < self->n_rows; i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("%s ✓"), self->rows[i].class_name);

      self->name_width = MAX (self->name_width, rcp_text_line_measure (GTK_WIDGET (self), text, TRUE));
    }
}

/* Every line of text anew: other fonts, other colours. */
static void
on_style_changed (RcpAnswerView *self)
{
  self->dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  for (int i = 0; i < self->n_rows; i++)
    {
      g_autofree char *share = g_strdup (self->rows[i].share.text);

      draw_name (self, i);
      if (share != NULL)
        draw_line (self, &self->rows[i].share, share, FALSE);
    }
  measure_texts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
rcp_answer_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (rcp_answer_view_parent_class)->system_setting_changed (widget, setting);
  on_style_changed (RCP_ANSWER_VIEW (widget));
}

void
rcp_answer_view_show_network (RcpAnswerView *self)
{
  RcpNetwork *network;

  g_return_if_fail (RCP_IS_ANSWER_VIEW (self));

  network = rcp_network_model_get_network (self->model);
  clear_rows (self);
  self->label = -1;
  self->cursor = 0;
  self->hovered = -1;
  self->n_rows = network != NULL ? (int) rcp_network_get_architecture (network)->n_classes : 0;
  self->rows = g_new0 (RcpAnswerRow, self->n_rows);
  for (int i = 0; i < self->n_rows; i++)
    {
      self->rows[i].class_name = rcp_network_model_dup_class_name (self->model, (guint) i);
      draw_name (self, i);
    }
  measure_texts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
set_label (RcpAnswerView *self, int label)
{
  int before = self->label;

  if (label == before)
    return;
  self->label = label;
  if (before >= 0 && before < self->n_rows)
    draw_name (self, before);
  if (label >= 0)
    draw_name (self, label);
}

void
rcp_answer_view_show_frame (RcpAnswerView *self)
{
  RcpNetworkFrame *frame;

  g_return_if_fail (RCP_IS_ANSWER_VIEW (self));

  frame = rcp_network_model_get_frame (self->model);
  set_label (self, frame != NULL && rcp_network_frame_has_label (frame) ? (int) frame->label : -1);
  if (rcp_widget_is_in_sight (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_answer_view_show_texts (RcpAnswerView *self)
{
  const float *shares;

  g_return_if_fail (RCP_IS_ANSWER_VIEW (self));

  shares = get_shares (self);
  for (int i = 0; shares != NULL && i < self->n_rows; i++)
    {
      g_autofree char *share = rcp_format_share ((double) shares[i]);

      if (g_strcmp0 (self->rows[i].share.text, share) != 0)
        draw_line (self, &self->rows[i].share, share, FALSE);
    }
  if (rcp_widget_is_in_sight (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_answer_view_describe (RcpAnswerView *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const float *shares;

  g_return_if_fail (RCP_IS_ANSWER_VIEW (self));

  shares = get_shares (self);
  for (int i = 0; shares != NULL && i < self->n_rows; i++)
    {
      g_autofree char *share = rcp_format_share ((double) shares[i]);

      g_string_append_printf (words, i > 0 ? ", %s %s" : "%s %s", self->rows[i].class_name, share);
      if (i == self->label)
        g_string_append (words, _ (" (true)"));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->str, -1);
}

int
rcp_answer_view_get_hovered (RcpAnswerView *self)
{
  g_return_val_if_fail (RCP_IS_ANSWER_VIEW (self), -1);
  return self->hovered;
}

/* The object */

static void
rcp_answer_view_dispose (GObject *object)
{
  RcpAnswerView *self = RCP_ANSWER_VIEW (object);

  clear_rows (self);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_answer_view_parent_class)->dispose (object);
}

static void
rcp_answer_view_class_init (RcpAnswerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_answer_view_dispose;
  widget_class->measure = rcp_answer_view_measure;
  widget_class->snapshot = rcp_answer_view_snapshot;
  widget_class->system_setting_changed = rcp_answer_view_system_setting_changed;
  rcp_answer_view_signals[HOVERED] =
      g_signal_new ("hovered", RCP_TYPE_ANSWER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "answerview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_answer_view_init (RcpAnswerView *self)
{
  self->label = self->hovered = -1;
  self->dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Answer"), -1);
  rcp_answer_view_add_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
rcp_answer_view_new (RcpNetworkModel *model)
{
  RcpAnswerView *self = g_object_new (RCP_TYPE_ANSWER_VIEW, NULL);

  self->model = g_object_ref (model);
  return GTK_WIDGET (self);
}
