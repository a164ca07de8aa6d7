#include "shift-section.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "draw/pixels.h"
#include "inspect/shift.h"
#include "widgets/pixel-view.h"
#include "widgets/tape-view.h"

struct _RcpShiftSection
{
  RcpDataSection parent_instance;

  RcpShiftBench *bench;
  RcpDataset *bench_dataset; /* whose statistics and shape it is made for */
  gboolean failed;

  GtkToggleButton *left;
  GtkToggleButton *up;
  GtkToggleButton *down;
  GtkAdjustment *distance;
  RcpPixelView *before;
  RcpPixelView *after;
  RcpTapeView *vector;
  GtkLabel *vector_numbers;
  RcpPixelView *map_before;
  RcpPixelView *map_after;
  RcpPixelView *map_difference;
  GtkLabel *map_numbers;
};

G_DEFINE_FINAL_TYPE (RcpShiftSection, rcp_shift_section, RCP_TYPE_DATA_SECTION)

static RcpShift
chosen_shift (RcpShiftSection *self)
{
  int by = (int) gtk_adjustment_get_value (self->distance);

  if (gtk_toggle_button_get_active (self->left))
    return (RcpShift){ .right = -by };
  if (gtk_toggle_button_get_active (self->up))
    return (RcpShift){ .down = -by };
  if (gtk_toggle_button_get_active (self->down))
    return (RcpShift){ .down = by };
  return (RcpShift){ .right = by };
}

/* %FALSE while the statistics are not known, and where it cannot be had */
static gboolean
ensure_bench (RcpShiftSection *self, const RcpSpecimen *specimen)
{
  RcpSession *session = rcp_data_section_get_session (RCP_DATA_SECTION (self));
  const RcpStatistics *set = rcp_session_get_statistics (session);
  g_autoptr (GError) error = NULL;

  if (g_set_object (&self->bench_dataset, rcp_session_get_dataset (session)))
    {
      g_clear_pointer (&self->bench, rcp_shift_bench_free);
      self->failed = FALSE;
    }
  if (self->bench != NULL || self->failed || set == NULL)
    return self->bench != NULL;
  self->bench = rcp_shift_bench_new (specimen->shape, set->mean, set->std, &error);
  self->failed = self->bench == NULL;
  if (self->failed)
    {
      gtk_label_set_label (self->vector_numbers, error->message);
      gtk_label_set_label (self->map_numbers, "");
    }
  return self->bench != NULL;
}

/* Numbers in words */

static char *
dup_vector_text (const RcpShiftReport *report)
{
  g_autofree char *changed = rcp_format_count (report->changed);
  g_autofree char *entries = rcp_format_count (report->entries);
  g_autofree char *share = rcp_format_share ((double) report->changed / (double) report->entries);
  double relative = report->length > 0.0 ? report->distance / report->length : 0.0;

  return g_strdup_printf (
      _ ("%s of %s entries change: %s. The vector moves by %.2f, %.2f times its own length; correlation with itself "
         "before: %.4f."),
      changed, entries, share, report->distance, relative, report->correlation);
}

static char *
dup_map_text (const RcpShiftReport *report)
{
  gsize entries = rcp_shape_count (report->map);
  g_autofree char *in_place = rcp_format_count (report->map_changed);
  g_autofree char *all = rcp_format_count (entries);
  g_autofree char *kept = rcp_format_count (report->kept);
  g_autofree char *kept_changed = rcp_format_count (report->kept_changed);
  g_autofree char *fresh = rcp_format_count (entries - report->kept);

  return g_strdup_printf (
      _ ("In place, %s of %s entries change. Moved back, %s of %s do: the largest difference is %.9g. "
         "The other %s are at the border and have nothing to be compared with."),
      in_place, all, kept_changed, kept, report->kept_difference, fresh);
}

/* What is shown */

static void
show_picture (RcpPixelView *view, const guint8 *chw, RcpShape shape)
{
  g_autofree guint32 *words = g_new (guint32, (gsize) shape.width * (gsize) shape.height);

  rcp_pixels_mix (words, chw, shape, RCP_ALL_CHANNELS);
  rcp_pixel_view_set_words (view, words, shape.width, shape.height);
}

static void
show_map (RcpShiftSection *self, RcpPixelView *view, const float *map, const RcpShiftReport *report)
{
  gsize count = rcp_shape_count (report->map);
  g_autofree guint32 *words = g_new (guint32, count);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  rcp_pixels_signed (words, map, count, report->range, rcp_palette (dark)->past);
  rcp_pixel_view_set_words (view, words, report->map.width, report->map.height);
}

static void
show_vector (RcpShiftSection *self, const RcpShiftReport *report)
{
  g_autofree guint32 *words = g_new (guint32, report->entries);

  rcp_pixels_signed (words, rcp_shift_bench_get_difference (self->bench), report->entries, report->vector_range,
                     (RcpColour){ 0, 0, 0 });
  rcp_tape_view_set_words (self->vector, words, report->shape);
}

static void
set_description (gpointer view, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static char *
dup_moved_text (RcpShift shift)
{
  if (shift.right > 0)
    return g_strdup_printf (_ ("The specimen moved to the right by %d; what comes in repeats the edge"), shift.right);
  if (shift.right < 0)
    return g_strdup_printf (_ ("The specimen moved to the left by %d; what comes in repeats the edge"), -shift.right);
  if (shift.down < 0)
    return g_strdup_printf (_ ("The specimen moved up by %d; what comes in repeats the edge"), -shift.down);
  return g_strdup_printf (_ ("The specimen moved down by %d; what comes in repeats the edge"), shift.down);
}

static void
describe (RcpShiftSection *self, RcpShift shift, const char *vector_text, const char *map_text)
{
  g_autofree char *moved = dup_moved_text (shift);

  set_description (self->before, _ ("The specimen as it is"));
  set_description (self->after, moved);
  set_description (self->vector, vector_text);
  set_description (self->map_before, _ ("The feature map of Sobel x of the specimen as it is"));
  set_description (self->map_after, _ ("The feature map of Sobel x of the moved specimen"));
  set_description (self->map_difference, map_text);
}

static void
rcp_shift_section_show_specimen (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpShiftSection *self = RCP_SHIFT_SECTION (section);
  RcpShift shift = chosen_shift (self);
  RcpShiftReport report;
  g_autofree char *vector_text = NULL;
  g_autofree char *map_text = NULL;
  g_autoptr (GError) error = NULL;

  if (!ensure_bench (self, specimen))
    return;
  if (!rcp_shift_bench_compare (self->bench, specimen->pixels, shift, &report, &error))
    {
      gtk_label_set_label (self->vector_numbers, error->message);
      return;
    }
  show_picture (self->before, specimen->pixels, specimen->shape);
  show_picture (self->after, rcp_shift_bench_get_shifted (self->bench), specimen->shape);
  show_vector (self, &report);
  show_map (self, self->map_before, rcp_shift_bench_get_map_before (self->bench), &report);
  show_map (self, self->map_after, rcp_shift_bench_get_map_after (self->bench), &report);
  show_map (self, self->map_difference, rcp_shift_bench_get_map_difference (self->bench), &report);
  vector_text = dup_vector_text (&report);
  map_text = dup_map_text (&report);
  gtk_label_set_label (self->vector_numbers, vector_text);
  gtk_label_set_label (self->map_numbers, map_text);
  describe (self, shift, vector_text, map_text);
}

static void
rcp_shift_section_show_pixel (RcpDataSection *section, const RcpSpecimen *specimen)
{
  /* the picture moves as a whole: no pixel is looked at */
}

static void
on_shift_changed (RcpShiftSection *self)
{
  rcp_data_section_refresh (RCP_DATA_SECTION (self));
}

static void
on_session_changed (RcpShiftSection *self)
{
  RcpSession *session = rcp_data_section_get_session (RCP_DATA_SECTION (self));

  if (session != NULL)
    g_signal_connect_object (session, "notify::statistics-known", G_CALLBACK (rcp_data_section_refresh), self,
                             G_CONNECT_SWAPPED);
}

static void
rcp_shift_section_finalize (GObject *object)
{
  RcpShiftSection *self = RCP_SHIFT_SECTION (object);

  g_clear_pointer (&self->bench, rcp_shift_bench_free);
  g_clear_object (&self->bench_dataset);
  G_OBJECT_CLASS (rcp_shift_section_parent_class)->finalize (object);
}

static void
rcp_shift_section_class_init (RcpShiftSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_shift_section_finalize;
  RCP_DATA_SECTION_CLASS (klass)->show_specimen = rcp_shift_section_show_specimen;
  RCP_DATA_SECTION_CLASS (klass)->show_pixel = rcp_shift_section_show_pixel;

  g_type_ensure (RCP_TYPE_PIXEL_VIEW);
  g_type_ensure (RCP_TYPE_TAPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/shift-section.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, left);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, up);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, down);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, distance);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, before);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, after);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, vector);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, vector_numbers);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, map_before);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, map_after);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, map_difference);
  gtk_widget_class_bind_template_child (widget_class, RcpShiftSection, map_numbers);
  gtk_widget_class_bind_template_callback (widget_class, on_shift_changed);
}

static void
rcp_shift_section_init (RcpShiftSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::session", G_CALLBACK (on_session_changed), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (rcp_data_section_refresh),
                           self, G_CONNECT_SWAPPED);
}
