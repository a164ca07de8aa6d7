#include "film-dialog.h"

#include <glib/gi18n.h>

#include "draw/filter-tile.h"
#include "draw/numbers.h"
#include "inspect/cell.h"

/* Of what: the items of the drop-down, in its order. */
typedef enum
{
  SUBJECT_PAGE,
  SUBJECT_FILTER,
} Subject;

struct _RcpFilmDialog
{
  AdwWindow parent_instance;

  RcpSession *session;
  GtkWidget *content;
  RcpFilmIsSettled is_settled;
  RcpNetwork *network;
  GArray *with_weights; /* of the drop-down's layers their indices */
  GCancellable *making; /* NULL while no film is made */
  gboolean closed;
  char *path;

  GtkStack *stack;
  GtkWidget *save;
  GtkDropDown *subject;
  GtkWidget *layer_row;
  GtkDropDown *layer;
  GtkStringList *layers;
  GtkWidget *filter_row;
  GtkSpinButton *filter;
  GtkSpinButton *delay;
  GtkLabel *summary;
  GtkLabel *progress_label;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (RcpFilmDialog, rcp_film_dialog, ADW_TYPE_WINDOW)

/* What is chosen */

static Subject
get_subject (RcpFilmDialog *self)
{
  return gtk_drop_down_get_selected (self->subject) == SUBJECT_FILTER ? SUBJECT_FILTER : SUBJECT_PAGE;
}

static int
get_layer (RcpFilmDialog *self)
{
  guint chosen = MIN (gtk_drop_down_get_selected (self->layer), self->with_weights->len - 1);

  return g_array_index (self->with_weights, int, chosen);
}

static guint
count_moments (RcpFilmDialog *self)
{
  RcpHistory *history = rcp_session_get_history (self->session);
  guint n = 0;

  if (history != NULL)
    rcp_history_get_moments (history, &n);
  return n;
}

static void
show_summary (RcpFilmDialog *self)
{
  guint n = count_moments (self);
  int factor = gtk_widget_get_scale_factor (self->content);
  g_autofree char *seconds = rcp_format_value (n * gtk_spin_button_get_value (self->delay) / 1000.0, 1);
  g_autofree char *frames = rcp_format_count (n);
  g_autofree char *text = NULL;

  text = g_strdup_printf (
      /* Translators: of a film: "51 frames, one for each moment · 5.1 s · 1110 × 776 pixels" */
      _ ("%s frames, one for each moment · %s s · %d × %d pixels"), frames, seconds,
      get_subject (self) == SUBJECT_FILTER ? RCP_FILTER_CARD_WIDTH : gtk_widget_get_width (self->content) * factor,
      get_subject (self) == SUBJECT_FILTER ? RCP_FILTER_CARD_HEIGHT : gtk_widget_get_height (self->content) * factor);
  gtk_label_set_label (self->summary, text);
}

static void
on_chosen (RcpFilmDialog *self)
{
  gboolean of_filter = get_subject (self) == SUBJECT_FILTER;

  if (self->session == NULL)
    return;
  gtk_widget_set_visible (self->layer_row, of_filter);
  gtk_widget_set_visible (self->filter_row, of_filter);
  show_summary (self);
}

static void
on_layer_chosen (RcpFilmDialog *self)
{
  if (self->with_weights->len == 0)
    return;
  gtk_spin_button_set_range (
      self->filter, 0, rcp_network_get_architecture (self->network)->layers[get_layer (self)].output.channels - 1);
}

/* @layer, @filter: what is chosen at first */
static void
fill_layers (RcpFilmDialog *self, int layer, int filter)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (self->network);

  for (int i = 0; i < (int) architecture->n_layers; i++)
    if (architecture->layers[i].weight_count > 0)
      {
        g_array_append_val (self->with_weights, i);
        gtk_string_list_append (self->layers, rcp_cell_layer_name (architecture, i));
        if (i == layer)
          gtk_drop_down_set_selected (self->layer, self->with_weights->len - 1);
      }
  on_layer_chosen (self);
  gtk_spin_button_set_value (self->filter, MAX (filter, 0));
}

/* The film */

static void
on_progress (guint done, guint total, gpointer user_data)
{
  RcpFilmDialog *self = user_data;
  g_autofree char *text = g_strdup_printf (_ ("Frame %u of %u"), done, total);

  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) done / total : 0);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpFilmDialog) self = user_data;
  RcpSession *session = RCP_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (self->path);
  g_autofree char *sentence = g_strdup_printf (_ ("Saved as “%s”."), name);
  gboolean ok = g_async_result_is_tagged (result, rcp_filter_film_save_async)
                    ? rcp_filter_film_save_finish (session, result, &error)
                    : rcp_page_film_save_finish (session, result, &error);

  if (ok)
    g_signal_emit_by_name (session, "message", sentence);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit_by_name (session, "problem", error->message);
  if (!self->closed)
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
is_settled (gpointer user_data)
{
  RcpFilmDialog *self = user_data;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  return parent != NULL && self->is_settled (parent);
}

static void
make (RcpFilmDialog *self)
{
  guint delay = (guint) gtk_spin_button_get_value_as_int (self->delay);

  self->making = g_cancellable_new ();
  /* from now on the window below can be used */
  gtk_window_set_modal (GTK_WINDOW (self), FALSE);
  gtk_widget_set_visible (self->save, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "progress");
  on_progress (0, count_moments (self), self);
  if (get_subject (self) == SUBJECT_FILTER)
    rcp_filter_film_save_async (self->session, get_layer (self), gtk_spin_button_get_value_as_int (self->filter), delay,
                                self->path, self->making, on_progress, self, on_saved, g_object_ref (self));
  else
    rcp_page_film_save_async (self->session, self->content, is_settled, delay, self->path, self->making, on_progress,
                              on_saved, g_object_ref (self));
}

static void
on_file_chosen (RcpFilmDialog *self, int response, GtkNativeDialog *dialog)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT && !self->closed && self->making == NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_free (self->path);
      self->path = g_file_get_path (file);
      if (self->path == NULL)
        g_signal_emit_by_name (self->session, "problem", _ ("A film can be saved in a local folder only."));
      else if (count_moments (self) > 0)
        make (self);
    }
  g_object_unref (dialog);
}

static char *
dup_name (RcpFilmDialog *self)
{
  if (get_subject (self) == SUBJECT_PAGE)
    return g_strdup (_ ("film.png"));
  return g_strdup_printf ("%s-%d.png",
                          rcp_cell_layer_name (rcp_network_get_architecture (self->network), get_layer (self)),
                          gtk_spin_button_get_value_as_int (self->filter));
}

static void
on_save_clicked (RcpFilmDialog *self)
{
  g_autofree char *name = dup_name (self);
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save Film"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* The run that the choices are of has gone. */
static void
on_history_changed (RcpFilmDialog *self)
{
  if (self->making != NULL || self->closed)
    return;
  if (count_moments (self) == 0 || rcp_trainer_get_network (rcp_session_get_trainer (self->session)) != self->network)
    gtk_window_close (GTK_WINDOW (self));
  else
    show_summary (self);
}

void
rcp_film_dialog_show (RcpSession *session, GtkWindow *parent, GtkWidget *content, RcpFilmIsSettled is_settled,
                      int layer, int filter)
{
  RcpFilmDialog *self;

  g_return_if_fail (RCP_IS_SESSION (session));
  g_return_if_fail (rcp_session_get_history (session) != NULL);
  g_return_if_fail (GTK_IS_WIDGET (content));

  self = g_object_new (RCP_TYPE_FILM_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->content = content;
  self->is_settled = is_settled;
  self->network = rcp_network_ref (rcp_trainer_get_network (rcp_session_get_trainer (session)));
  fill_layers (self, layer, filter);
  g_signal_connect_object (session, "history-changed", G_CALLBACK (on_history_changed), self, G_CONNECT_SWAPPED);
  on_chosen (self);
  gtk_window_present (GTK_WINDOW (self));
}

/* The object */

/* Whoever closes it: the film that is being made holds it until it is told. */
static void
rcp_film_dialog_unmap (GtkWidget *widget)
{
  RcpFilmDialog *self = RCP_FILM_DIALOG (widget);

  self->closed = TRUE;
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  GTK_WIDGET_CLASS (rcp_film_dialog_parent_class)->unmap (widget);
}

static void
rcp_film_dialog_dispose (GObject *object)
{
  RcpFilmDialog *self = RCP_FILM_DIALOG (object);

  g_clear_object (&self->making);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (rcp_film_dialog_parent_class)->dispose (object);
}

static void
rcp_film_dialog_finalize (GObject *object)
{
  RcpFilmDialog *self = RCP_FILM_DIALOG (object);

  g_clear_pointer (&self->network, rcp_network_unref);
  g_array_unref (self->with_weights);
  g_free (self->path);
  G_OBJECT_CLASS (rcp_film_dialog_parent_class)->finalize (object);
}

static void
rcp_film_dialog_class_init (RcpFilmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_film_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = rcp_film_dialog_finalize;
  widget_class->unmap = rcp_film_dialog_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/film-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, save);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, subject);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, layer_row);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, layer);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, layers);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, filter_row);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, filter);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, delay);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, progress_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFilmDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_layer_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rcp_film_dialog_init (RcpFilmDialog *self)
{
  self->with_weights = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_widget_init_template (GTK_WIDGET (self));
}
