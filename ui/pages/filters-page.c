#include "filters-page.h"

#include <glib/gi18n.h>

#include "filter-job.h"
#include "filter/presets.h"
#include "widgets/filter-panel.h"
#include "widgets/filter-pictures.h"
#include "widgets/preset-strip.h"
#include "widgets/sum-view.h"

/* Pictures of up to this many pixels are filtered within a frame; for larger ones there is a worker. */
#define AT_ONCE (64 * 1024)

/* Descriptions are for whoever listens: they follow when the pointer rests. */
#define DESCRIPTION_DELAY 150

struct _RcpFiltersPage
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  RcpImage *picture;
  RcpFilterResult *result;
  guint64 seed;

  /* the work that is under way, whether it must be done again, and whether what is shown is behind */
  GCancellable *working;
  gboolean again;
  gboolean stale;
  guint description_source;

  RcpFilterPictures *pictures;
  GtkLabel *pixel_label;
  RcpSumView *sums;
  RcpFilterPanel *panel;
  GtkWidget *save;
  RcpPresetStrip *presets;
};

G_DEFINE_FINAL_TYPE (RcpFiltersPage, rcp_filters_page, RCP_TYPE_SESSION_BIN)

const RcpPageInfo rcp_filters_page_info = {
  .id = "filters",
  .title = N_ ("Filters"),
  .icon_name = "rcp-filters-symbolic",
  .get_type = rcp_filters_page_get_type,
};

static void
on_problem (RcpFiltersPage *self, const char *sentence)
{
  g_signal_emit_by_name (self->session, "problem", sentence);
}

/* Words and numbers of one pixel */

/* Until the first result of another picture is there, the pixel that is looked at is one of the picture before. */

static void
describe (RcpFiltersPage *self)
{
  const RcpFilter *filter = rcp_filter_panel_get_filter (self->panel);
  g_autofree char *name = rcp_session_dup_specimen_description (self->session);
  g_autofree char *kernel = rcp_kernel_to_text (&filter->kernel);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  RcpFilterSum sums[3];
  const guint8 *pixel;
  int column, row, width;
  gboolean pinned;

  if (self->result == NULL || !rcp_filter_pictures_get_pixel (self->pictures, &column, &row, &pinned))
    return;
  width = rcp_image_get_width (self->picture);
  for (int c = 0; c < 3; c++)
    rcp_filter_explain (filter, rcp_image_get_pixels (self->picture), width, rcp_image_get_height (self->picture), row,
                        column, c, &sums[c]);
  pixel = rcp_image_get_pixels (self->picture) + 3 * ((gsize) row * (gsize) width + (gsize) column);
  before = g_strdup_printf (_ ("%s: %d × %d pixels; at row %d, column %d: red %d, green %d, blue %d"), name, width,
                            rcp_image_get_height (self->picture), row, column, pixel[0], pixel[1], pixel[2]);
  after = g_strdup_printf (_ ("Filtered with %s, border %s; at row %d, column %d: red %d, green %d, blue %d"), kernel,
                           rcp_border_name (filter->border), row, column, sums[0].byte, sums[1].byte, sums[2].byte);
  rcp_filter_pictures_describe (self->pictures, before, after);
}

static gboolean
on_description_due (gpointer user_data)
{
  RcpFiltersPage *self = user_data;

  self->description_source = 0;
  describe (self);
  return G_SOURCE_REMOVE;
}

static void
show_sums (RcpFiltersPage *self)
{
  RcpSumSheet sheet = { .filter = *rcp_filter_panel_get_filter (self->panel) };
  g_autofree char *place = NULL;
  gboolean pinned;

  if (self->result == NULL || !rcp_filter_pictures_get_pixel (self->pictures, &sheet.column, &sheet.row, &pinned))
    return;
  sheet.n_sums = rcp_filter_get_channels (&sheet.filter);
  for (int c = 0; c < sheet.n_sums; c++)
    rcp_filter_explain (&sheet.filter, rcp_image_get_pixels (self->picture), rcp_image_get_width (self->picture),
                        rcp_image_get_height (self->picture), sheet.row, sheet.column, c, &sheet.sums[c]);
  rcp_sum_view_set_sheet (self->sums, &sheet);
  place = g_strdup_printf (pinned ? _ ("Row %d, column %d, pinned") : _ ("Row %d, column %d"), sheet.row, sheet.column);
  gtk_label_set_label (self->pixel_label, place);
  if (self->description_source == 0)
    self->description_source = g_timeout_add (DESCRIPTION_DELAY, on_description_due, self);
}

static void
on_pixel_changed (RcpFiltersPage *self)
{
  show_sums (self);
}

/* Filtering */

static void
take_result (RcpFiltersPage *self, RcpFilterResult *result)
{
  g_clear_pointer (&self->result, rcp_filter_result_free);
  self->result = result;
  gtk_widget_set_sensitive (self->save, TRUE);
  rcp_filter_pictures_set_pictures (self->pictures, result->before, result->after, result->range);
  show_sums (self);
}

static void filter_picture (RcpFiltersPage *self);

static void
on_filtered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpFiltersPage) self = user_data;
  RcpFilterResult *filtered = rcp_filter_job_run_finish (result, NULL);

  /* of another picture, or of a page that has gone */
  if (g_task_get_cancellable (G_TASK (result)) != self->working)
    {
      g_clear_pointer (&filtered, rcp_filter_result_free);
      return;
    }
  g_clear_object (&self->working);
  if (filtered != NULL)
    take_result (self, filtered);
  if (self->again)
    filter_picture (self);
}

/*
 * What is under way for the same picture is let to its end and shown, and only then is what was asked for last begun:
 * a kernel that is being dragged is followed as fast as the machine can, and not only when it rests.
 */
static void
filter_picture (RcpFiltersPage *self)
{
  const RcpFilter *filter = rcp_filter_panel_get_filter (self->panel);
  RcpPyramid *before = self->result != NULL ? self->result->before : NULL;
  gboolean show_signed = rcp_filter_pictures_get_signed (self->pictures);
  gint64 size;

  self->again = self->working != NULL;
  if (self->picture == NULL || self->again)
    return;
  size = (gint64) rcp_image_get_width (self->picture) * rcp_image_get_height (self->picture);
  if (size <= AT_ONCE)
    {
      take_result (self, rcp_filter_job_run (self->picture, before, filter, show_signed, NULL, NULL));
      return;
    }
  self->working = g_cancellable_new ();
  rcp_filter_job_run_async (self->picture, before, filter, show_signed, self->working, on_filtered,
                            g_object_ref (self));
}

static void
show_presets (RcpFiltersPage *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);

  if (specimen != NULL)
    rcp_preset_strip_set_filter (self->presets, specimen->pixels, specimen->shape,
                                 rcp_filter_panel_get_filter (self->panel), self->seed);
}

static void
show_filter (RcpFiltersPage *self)
{
  rcp_filter_pictures_set_filter (self->pictures, rcp_filter_panel_get_filter (self->panel));
  filter_picture (self);
  show_presets (self);
  show_sums (self);
}

static void
on_filter_changed (RcpFiltersPage *self)
{
  show_filter (self);
}

static void
on_signed_changed (RcpFiltersPage *self)
{
  filter_picture (self);
}

static void
on_preset_chosen (RcpFiltersPage *self, guint index)
{
  RcpFilter filter = *rcp_filter_panel_get_filter (self->panel);
  guint n;
  const RcpFilterPreset *preset = &rcp_filter_presets (&n)[index];

  if (preset->text == NULL)
    self->seed++;
  rcp_filter_preset_apply (preset, self->seed, &filter);
  rcp_filter_panel_set_filter (self->panel, &filter);
  show_filter (self);
}

/* The specimen */

static RcpImage *
picture_of (const RcpSpecimen *specimen)
{
  gsize plane = (gsize) specimen->shape.width * (gsize) specimen->shape.height;
  g_autofree guint8 *rgb = NULL;

  if (specimen->picture != NULL)
    return g_object_ref (specimen->picture);
  rgb = g_malloc (3 * plane);
  for (gsize i = 0; i < plane; i++)
    for (gsize c = 0; c < 3; c++)
      rgb[3 * i + c] = specimen->pixels[(specimen->shape.channels == 3 ? c * plane : 0) + i];
  return rcp_image_new ("", specimen->shape.width, specimen->shape.height, rgb, 3 * (gsize) specimen->shape.width);
}

static void
follow_specimen (RcpFiltersPage *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);

  self->stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->stale || specimen == NULL)
    return;
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_object (&self->picture);
  g_clear_pointer (&self->result, rcp_filter_result_free);
  gtk_widget_set_sensitive (self->save, FALSE);
  self->picture = picture_of (specimen);
  filter_picture (self);
  show_presets (self);
}

static void
rcp_filters_page_map (GtkWidget *widget)
{
  RcpFiltersPage *self = RCP_FILTERS_PAGE (widget);

  GTK_WIDGET_CLASS (rcp_filters_page_parent_class)->map (widget);
  if (self->stale)
    follow_specimen (self);
}

/* What becomes of it */

static void
on_use_clicked (RcpFiltersPage *self)
{
  const RcpFilter *filter = rcp_filter_panel_get_filter (self->panel);
  g_autofree char *sentence = NULL;
  RcpKernel kernel;

  rcp_filter_get_weights (filter, &kernel);
  rcp_session_set_kernel (self->session, &kernel, filter->grey);
  sentence = g_strdup_printf (_ ("This kernel of %d × %d is kept for the network: put it into a filter there."),
                              kernel.height, kernel.width);
  g_signal_emit_by_name (self->session, "message", sentence);
}

typedef struct
{
  RcpPyramid *picture;
  char *path;
} Saving;

static void
saving_free (Saving *saving)
{
  rcp_pyramid_unref (saving->picture);
  g_free (saving->path);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Saving *saving = task_data;
  g_autoptr (GError) error = NULL;

  if (rcp_image_save_png (saving->path, g_bytes_get_data (rcp_pyramid_get_pixels (saving->picture), NULL),
                          rcp_pyramid_get_width (saving->picture), rcp_pyramid_get_height (saving->picture),
                          rcp_pyramid_get_channels (saving->picture), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) session = user_data;
  Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (saving->path);
  g_autofree char *sentence = g_strdup_printf (_ ("Saved as “%s”."), name);

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit_by_name (session, "message", sentence);
  else
    g_signal_emit_by_name (session, "problem", error->message);
}

static void
on_save_response (RcpFiltersPage *self, int response, GtkNativeDialog *dialog)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  if (response == GTK_RESPONSE_ACCEPT && self->result != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = g_file_get_path (file);
      if (path == NULL)
        on_problem (self, _ ("A picture can be saved in a local folder only."));
      else
        {
          saving = g_new0 (Saving, 1);
          saving->picture = rcp_pyramid_ref (self->result->after);
          saving->path = g_steal_pointer (&path);
          task = g_task_new (NULL, NULL, on_saved, g_object_ref (self->session));
          g_task_set_source_tag (task, on_save_response);
          g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
          g_task_run_in_thread (task, save_in_thread);
        }
    }
  g_object_unref (dialog);
}

static void
on_save_clicked (RcpFiltersPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save Picture"), GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), _ ("filtered.png"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* The object */

static void
rcp_filters_page_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpFiltersPage *self = RCP_FILTERS_PAGE (bin);
  RcpFilter filter;

  self->session = session;
  rcp_filter_init (&filter);
  if (!rcp_filter_parse_kernel ("sobel-y", &filter, NULL))
    g_assert_not_reached ();
  rcp_filter_panel_set_filter (self->panel, &filter);
  rcp_filter_pictures_set_filter (self->pictures, &filter);
  self->stale = TRUE;
  g_signal_connect_object (self->session, "specimen-changed", G_CALLBACK (follow_specimen), self, G_CONNECT_SWAPPED);
}

static void
rcp_filters_page_dispose (GObject *object)
{
  RcpFiltersPage *self = RCP_FILTERS_PAGE (object);

  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_handle_id (&self->description_source, g_source_remove);
  G_OBJECT_CLASS (rcp_filters_page_parent_class)->dispose (object);
}

static void
rcp_filters_page_finalize (GObject *object)
{
  RcpFiltersPage *self = RCP_FILTERS_PAGE (object);

  g_clear_object (&self->picture);
  g_clear_pointer (&self->result, rcp_filter_result_free);
  G_OBJECT_CLASS (rcp_filters_page_parent_class)->finalize (object);
}

static void
rcp_filters_page_class_init (RcpFiltersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_filters_page_take_session;
  object_class->dispose = rcp_filters_page_dispose;
  object_class->finalize = rcp_filters_page_finalize;
  widget_class->map = rcp_filters_page_map;

  g_type_ensure (RCP_TYPE_FILTER_PICTURES);
  g_type_ensure (RCP_TYPE_FILTER_PANEL);
  g_type_ensure (RCP_TYPE_PRESET_STRIP);
  g_type_ensure (RCP_TYPE_SUM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/filters-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpFiltersPage, pictures);
  gtk_widget_class_bind_template_child (widget_class, RcpFiltersPage, pixel_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFiltersPage, sums);
  gtk_widget_class_bind_template_child (widget_class, RcpFiltersPage, panel);
  gtk_widget_class_bind_template_child (widget_class, RcpFiltersPage, save);
  gtk_widget_class_bind_template_child (widget_class, RcpFiltersPage, presets);
  gtk_widget_class_bind_template_callback (widget_class, on_pixel_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_signed_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_use_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_preset_chosen);
}

static void
rcp_filters_page_init (RcpFiltersPage *self)
{
  self->seed = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
}
