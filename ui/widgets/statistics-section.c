#include "statistics-section.h"

#include <glib/gi18n.h>

#include <math.h>

#include "draw/numbers.h"
#include "draw/pixels.h"
#include "widgets/histogram-view.h"
#include "widgets/pixel-view.h"

/* words along the bar of colours beside the normalised planes */
#define SCALE_LENGTH 96
#define SCALE_HEIGHT 8

struct _RcpStatisticsSection
{
  RcpDataSection parent_instance;

  RcpHistogram own;
  RcpDataset *counted; /* whose histograms these are, or will be */
  const RcpHistogram *histograms;
  RcpNormalisation normalisation;
  double range;

  GtkLabel *class_name;
  GtkLabel *class_count;
  GtkLabel *set_count;
  RcpPixelView *scale;
  GtkLabel *range_label;
  RcpHistogramView *red_histogram;
  RcpHistogramView *green_histogram;
  RcpHistogramView *blue_histogram;
  GtkLabel *red_own;
  GtkLabel *green_own;
  GtkLabel *blue_own;
  GtkLabel *red_class;
  GtkLabel *green_class;
  GtkLabel *blue_class;
  GtkLabel *red_set;
  GtkLabel *green_set;
  GtkLabel *blue_set;
  RcpPixelView *red_normalised;
  RcpPixelView *green_normalised;
  RcpPixelView *blue_normalised;
  GtkInscription *red_formula;
  GtkInscription *green_formula;
  GtkInscription *blue_formula;
  GtkInscription *red_result;
  GtkInscription *green_result;
  GtkInscription *blue_result;
};

G_DEFINE_FINAL_TYPE (RcpStatisticsSection, rcp_statistics_section, RCP_TYPE_DATA_SECTION)

static const char *const channel_names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };

/* Counting */

static void
count_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, (gpointer) rcp_dataset_get_histograms (task_data), NULL);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpStatisticsSection) self = user_data;

  /* only the dataset that was asked for last counts */
  if (g_task_get_task_data (G_TASK (result)) != self->counted)
    return;
  self->histograms = g_task_propagate_pointer (G_TASK (result), NULL);
  rcp_data_section_refresh (RCP_DATA_SECTION (self));
}

static void
count (RcpStatisticsSection *self, RcpDataset *dataset)
{
  g_autoptr (GTask) task = NULL;

  if (!g_set_object (&self->counted, dataset))
    return;
  self->histograms = NULL;
  if (dataset == NULL)
    return;
  /* the section is the callback's, not the task's: a worker must not be the last to let go of a widget */
  task = g_task_new (NULL, NULL, on_counted, g_object_ref (self));
  g_task_set_source_tag (task, count);
  g_task_set_task_data (task, g_object_ref (dataset), g_object_unref);
  g_task_run_in_thread (task, count_in_thread);
}

/* Mean and standard deviation */

static void
show_statistics (GtkLabel *const labels[RCP_N_PLANES], const RcpStatistics *statistics, const char *otherwise)
{
  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      g_autofree char *text = NULL;

      if (statistics != NULL && statistics->count > 0 && statistics->channels > 0)
        {
          int channel = MIN (c, statistics->channels - 1);

          text = g_strdup_printf ("%.2f ± %.2f", statistics->mean[channel], statistics->std[channel]);
        }
      gtk_label_set_label (labels[c], text != NULL ? text : otherwise);
    }
}

static void
show_count (GtkLabel *label, guint count)
{
  g_autofree char *number = rcp_format_count (count);
  /* Translators: how many pictures of the training split something is about */
  g_autofree char *text = g_strdup_printf (_ ("%s pictures"), number);

  gtk_label_set_label (label, text);
}

static void
show_class (RcpStatisticsSection *self, const RcpSpecimen *specimen)
{
  RcpDataset *dataset = rcp_session_get_dataset (rcp_data_section_get_session (RCP_DATA_SECTION (self)));
  GtkLabel *const labels[] = { self->red_class, self->green_class, self->blue_class };
  RcpStatistics statistics = { 0 };
  g_autofree char *name = NULL;

  if (specimen->label == RCP_LABEL_NONE)
    {
      gtk_label_set_label (self->class_name, _ ("No class"));
      gtk_label_set_label (self->class_count, _ ("a picture of one’s own"));
      show_statistics (labels, NULL, "–");
      return;
    }
  name = g_strdup_printf (_ ("Class %s"), rcp_dataset_get_class_name (dataset, specimen->label));
  gtk_label_set_label (self->class_name, name);
  show_count (self->class_count, rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, specimen->label));
  if (self->histograms != NULL)
    statistics = rcp_histogram_statistics (&self->histograms[specimen->label]);
  show_statistics (labels, &statistics, self->histograms != NULL ? "–" : "…");
}

static void
show_set (RcpStatisticsSection *self)
{
  RcpSession *session = rcp_data_section_get_session (RCP_DATA_SECTION (self));
  GtkLabel *const labels[] = { self->red_set, self->green_set, self->blue_set };
  RcpDataset *dataset = rcp_session_get_dataset (session);

  show_statistics (labels, rcp_session_get_statistics (session), "…");
  show_count (self->set_count, rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN)->count);
}

/* Histograms */

static void
show_histograms (RcpStatisticsSection *self, const RcpSpecimen *specimen)
{
  RcpDataset *dataset = rcp_session_get_dataset (rcp_data_section_get_session (RCP_DATA_SECTION (self)));
  RcpHistogramView *const views[] = { self->red_histogram, self->green_histogram, self->blue_histogram };
  const RcpHistogram *lines[RCP_HISTOGRAM_LINES] = { NULL };
  double max = 0.0;

  if (self->histograms != NULL)
    {
      lines[0] = specimen->label != RCP_LABEL_NONE ? &self->histograms[specimen->label] : NULL;
      lines[1] = &self->histograms[rcp_dataset_get_n_classes (dataset)];
    }
  /* three views, one scale */
  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      rcp_histogram_view_set (views[c], &self->own, lines);
      max = MAX (max, rcp_histogram_view_get_max (views[c]));
    }
  for (int c = 0; c < RCP_N_PLANES; c++)
    rcp_histogram_view_set_max (views[c], max);
}

/* Normalised */

/* the largest value that any byte of the dataset can become: one range for all pictures and channels */
static double
largest_value (const RcpNormalisation *normalisation)
{
  double largest = 0.0;

  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      largest = MAX (largest, fabs ((double) rcp_normalise (normalisation, c, 0)));
      largest = MAX (largest, fabs ((double) rcp_normalise (normalisation, c, 255)));
    }
  return largest;
}

static void
show_scale (RcpStatisticsSection *self)
{
  g_autofree guint32 *words = g_new (guint32, SCALE_LENGTH * SCALE_HEIGHT);
  g_autofree float *values = g_new (float, SCALE_LENGTH *SCALE_HEIGHT);
  g_autofree char *text = g_strdup_printf (_ ("−%.2f to +%.2f, for all pictures"), self->range, self->range);

  for (int i = 0; i < SCALE_LENGTH * SCALE_HEIGHT; i++)
    values[i] = (float) (2.0 * (i % SCALE_LENGTH) / (SCALE_LENGTH - 1) - 1.0);
  rcp_pixels_signed (words, values, SCALE_LENGTH * SCALE_HEIGHT, 1.0, (RcpColour){ 0, 0, 0 });
  rcp_pixel_view_set_words (self->scale, words, SCALE_LENGTH, SCALE_HEIGHT);
  gtk_label_set_label (self->range_label, text);
}

static void
show_normalised (RcpStatisticsSection *self, const RcpSpecimen *specimen)
{
  const RcpStatistics *set = rcp_session_get_statistics (rcp_data_section_get_session (RCP_DATA_SECTION (self)));
  RcpPixelView *const views[] = { self->red_normalised, self->green_normalised, self->blue_normalised };
  gsize plane = (gsize) specimen->shape.width * (gsize) specimen->shape.height;
  g_autofree float *values = g_new (float, plane);
  g_autofree guint32 *words = g_new (guint32, plane);

  if (set == NULL)
    return;
  self->normalisation = rcp_normalisation (set->channels, set->mean, set->std);
  self->range = largest_value (&self->normalisation);
  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      const guint8 *bytes = rcp_specimen_plane (specimen, c);

      for (gsize i = 0; i < plane; i++)
        values[i] = rcp_normalise (&self->normalisation, MIN (c, set->channels - 1), bytes[i]);
      rcp_pixels_signed (words, values, plane, self->range, (RcpColour){ 0, 0, 0 });
      rcp_pixel_view_set_words (views[c], words, specimen->shape.width, specimen->shape.height);
    }
  show_scale (self);
}

static void
show_number (RcpStatisticsSection *self, const RcpStatistics *set, int channel, guint8 byte)
{
  RcpPixelMark *mark = rcp_data_section_get_mark (RCP_DATA_SECTION (self));
  RcpPixelView *const views[] = { self->red_normalised, self->green_normalised, self->blue_normalised };
  GtkInscription *const formulas[] = { self->red_formula, self->green_formula, self->blue_formula };
  GtkInscription *const results[] = { self->red_result, self->green_result, self->blue_result };
  int c = MIN (channel, set->channels - 1);
  /* nine digits tell every float from its neighbours */
  double value = (double) rcp_normalise (&self->normalisation, c, byte);
  g_autofree char *formula = g_strdup_printf (_ ("(%d − %.2f) ÷ %.2f"), byte, set->mean[c], set->std[c]);
  g_autofree char *result = g_strdup_printf ("= %s%.9g", signbit (value) ? "−" : "", fabs (value));
  g_autofree char *text = g_strdup_printf (
      /* Translators: one channel, normalised, in words: %s is "red", "green" or "blue", then the arithmetic */
      _ ("The %s channel, normalised. Row %d, column %d: %s %s"), _ (channel_names[channel]),
      rcp_pixel_mark_get_row (mark), rcp_pixel_mark_get_column (mark), formula, result);

  gtk_inscription_set_text (formulas[channel], formula);
  gtk_inscription_set_text (results[channel], result);
  gtk_accessible_update_property (GTK_ACCESSIBLE (views[channel]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* The section */

static void
rcp_statistics_section_show_specimen (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpStatisticsSection *self = RCP_STATISTICS_SECTION (section);
  GtkLabel *const labels[] = { self->red_own, self->green_own, self->blue_own };
  RcpStatistics statistics;

  count (self, rcp_session_get_dataset (rcp_data_section_get_session (section)));
  rcp_histogram_of_picture (&self->own, specimen->pixels, specimen->shape);
  statistics = rcp_histogram_statistics (&self->own);
  show_statistics (labels, &statistics, "–");
  show_class (self, specimen);
  show_set (self);
  show_histograms (self, specimen);
  show_normalised (self, specimen);
}

static void
rcp_statistics_section_show_pixel (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpStatisticsSection *self = RCP_STATISTICS_SECTION (section);
  RcpPixelMark *mark = rcp_data_section_get_mark (section);
  RcpHistogramView *const histograms[] = { self->red_histogram, self->green_histogram, self->blue_histogram };
  const RcpStatistics *set = rcp_session_get_statistics (rcp_data_section_get_session (section));

  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      guint8 byte = rcp_marked_byte (specimen, mark, c);

      rcp_histogram_view_set_value (histograms[c], byte);
      if (set != NULL)
        show_number (self, set, c, byte);
    }
}

static void
on_session_changed (RcpStatisticsSection *self)
{
  RcpSession *session = rcp_data_section_get_session (RCP_DATA_SECTION (self));

  if (session != NULL)
    g_signal_connect_object (session, "notify::statistics-known", G_CALLBACK (rcp_data_section_refresh), self,
                             G_CONNECT_SWAPPED);
}

static void
rcp_statistics_section_finalize (GObject *object)
{
  g_clear_object (&RCP_STATISTICS_SECTION (object)->counted);
  G_OBJECT_CLASS (rcp_statistics_section_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, RcpStatisticsSection, name)
#define BIND_CHANNELS(name)                                                                                            \
  BIND (red_##name);                                                                                                   \
  BIND (green_##name);                                                                                                 \
  BIND (blue_##name)

static void
rcp_statistics_section_class_init (RcpStatisticsSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_statistics_section_finalize;
  RCP_DATA_SECTION_CLASS (klass)->show_specimen = rcp_statistics_section_show_specimen;
  RCP_DATA_SECTION_CLASS (klass)->show_pixel = rcp_statistics_section_show_pixel;

  g_type_ensure (RCP_TYPE_PIXEL_VIEW);
  g_type_ensure (RCP_TYPE_HISTOGRAM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/statistics-section.ui");
  BIND (class_name);
  BIND (class_count);
  BIND (set_count);
  BIND (scale);
  BIND (range_label);
  BIND_CHANNELS (histogram);
  BIND_CHANNELS (own);
  BIND_CHANNELS (class);
  BIND_CHANNELS (set);
  BIND_CHANNELS (normalised);
  BIND_CHANNELS (formula);
  BIND_CHANNELS (result);
}

static void
rcp_statistics_section_init (RcpStatisticsSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::session", G_CALLBACK (on_session_changed), NULL);
}
