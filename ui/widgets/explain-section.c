#include "explain-section.h"

#include <glib/gi18n.h>

#include "draw/explain-picture.h"
#include "draw/numbers.h"
#include "draw/pixels.h"
#include "explain-save.h"
#include "explain-words.h"
#include "pace.h"
#include "widgets/pixel-view.h"
#include "widgets/sight.h"

/* of a side of the picture, and of the square: as the engine chooses them */
#define DEFAULT_PART 4

struct _RcpExplainSection
{
  RcpNetworkSection parent_instance;

  RcpExplainer *explainer;
  RcpPace describing;
  gboolean following; /* what it is scrolled in */
  RcpPixelMark *mark;
  RcpNetwork *network; /* what the choices are of */
  RcpNetworkFrame *shown;
  gboolean filling;  /* the choices follow the network, not the other way round */
  GArray *with_maps; /* of the drop-down's layers their indices */

  GtkProgressBar *progress;
  GtkWidget *save;
  GtkDropDown *method;
  GtkStringList *methods;
  GtkDropDown *answer;
  GtkStringList *answers;
  GtkDropDown *layer;
  GtkStringList *layers;
  GtkWidget *layer_box;
  GtkSpinButton *size;
  GtkWidget *size_box;
  GtkSpinButton *stride;
  GtkWidget *stride_box;
  GtkLabel *problem;
  RcpPixelView *plain;
  GtkLabel *caption;
  RcpPixelView *overlay;
  GtkInscription *low;
  GtkDrawingArea *colours;
  GtkInscription *high;
  GtkInscription *facts;
  GtkInscription *pixel;
  GtkLabel *sentence;
};

G_DEFINE_FINAL_TYPE (RcpExplainSection, rcp_explain_section, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
get_model (RcpExplainSection *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

/* What is asked */

static RcpExplainMethod
get_method (RcpExplainSection *self)
{
  return MIN (gtk_drop_down_get_selected (self->method), RCP_N_EXPLAIN_METHODS - 1);
}

/* Only what the method takes is part of the question: another layer is no other question of a saliency. */
static void
ask (RcpExplainSection *self)
{
  RcpExplainQuestion question = { .method = get_method (self), .layer = -1 };
  guint layer = gtk_drop_down_get_selected (self->layer);

  question.answer = (int) gtk_drop_down_get_selected (self->answer) - 1;
  if (question.method == RCP_EXPLAIN_GRADCAM && layer < self->with_maps->len)
    question.layer = g_array_index (self->with_maps, int, layer);
  if (question.method == RCP_EXPLAIN_OCCLUSION)
    {
      question.size = gtk_spin_button_get_value_as_int (self->size);
      question.stride = gtk_spin_button_get_value_as_int (self->stride);
    }
  rcp_explainer_ask (self->explainer, &question);
}

static void
show_method (RcpExplainSection *self)
{
  RcpExplainMethod method = get_method (self);

  gtk_widget_set_visible (self->layer_box, method == RCP_EXPLAIN_GRADCAM);
  gtk_widget_set_visible (self->size_box, method == RCP_EXPLAIN_OCCLUSION);
  gtk_widget_set_visible (self->stride_box, method == RCP_EXPLAIN_OCCLUSION);
  gtk_label_set_label (self->sentence, rcp_explain_method_sentence (method));
}

static void
on_chosen (RcpExplainSection *self)
{
  if (self->filling)
    return;
  show_method (self);
  ask (self);
}

static void
clear_strings (GtkStringList *list)
{
  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), NULL);
}

static void
fill_layers (RcpExplainSection *self)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (self->network);
  int chosen = rcp_explain_gradcam_layer (self->network, NULL);

  clear_strings (self->layers);
  g_array_set_size (self->with_maps, 0);
  for (int i = 0; i < (int) architecture->n_layers; i++)
    if (rcp_explain_has_maps (architecture, i))
      {
        g_array_append_val (self->with_maps, i);
        gtk_string_list_append (self->layers, rcp_cell_layer_name (architecture, i));
        if (i == chosen)
          gtk_drop_down_set_selected (self->layer, self->with_maps->len - 1);
      }
  gtk_widget_set_sensitive (GTK_WIDGET (self->layer), self->with_maps->len > 0);
  /* nothing to weigh: begin with what there is */
  if (chosen < 0 && get_method (self) == RCP_EXPLAIN_GRADCAM)
    gtk_drop_down_set_selected (self->method, RCP_EXPLAIN_SALIENCY);
}

static void
fill_answers (RcpExplainSection *self)
{
  guint n = rcp_network_get_architecture (self->network)->n_classes;

  clear_strings (self->answers);
  gtk_string_list_append (self->answers, _ ("Top answer"));
  for (guint i = 0; i < n; i++)
    gtk_string_list_take (self->answers, rcp_network_model_dup_class_name (get_model (self), i));
  gtk_drop_down_set_selected (self->answer, 0);
}

static void
fill_square (RcpExplainSection *self)
{
  RcpShape picture = rcp_network_get_architecture (self->network)->input;
  int side = MIN (picture.height, picture.width);
  int size = MAX (1, side / DEFAULT_PART);

  gtk_spin_button_set_range (self->size, 1, side);
  gtk_spin_button_set_value (self->size, size);
  gtk_spin_button_set_range (self->stride, 1, side);
  gtk_spin_button_set_value (self->stride, MAX (1, size / DEFAULT_PART));
  rcp_pixel_mark_set_size (self->mark, picture.width, picture.height);
}

static void
rcp_explain_section_show_network (RcpNetworkSection *section, RcpNetwork *network)
{
  RcpExplainSection *self = RCP_EXPLAIN_SECTION (section);

  /* what was chosen stays chosen when the page is left and comes back */
  if (network == NULL || network == self->network)
    return;
  g_clear_pointer (&self->network, rcp_network_unref);
  self->network = rcp_network_ref (network);
  self->filling = TRUE;
  fill_layers (self);
  fill_answers (self);
  fill_square (self);
  self->filling = FALSE;
  on_chosen (self);
}

/* What comes out */

static void
set_text (GtkInscription *inscription, const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (inscription), text) != 0)
    gtk_inscription_set_text (inscription, text);
}

static void
show_pixel (RcpExplainSection *self)
{
  RcpExplained *explained = rcp_explainer_get_explained (self->explainer);
  g_autofree char *text = NULL;

  if (explained != NULL)
    text = rcp_explain_pixel (explained, rcp_pixel_mark_get_row (self->mark), rcp_pixel_mark_get_column (self->mark));
  set_text (self->pixel, text != NULL ? text : "");
  rcp_pace_ask (&self->describing);
}

/* What a screen reader is told of the pictures. */
static void
describe (gpointer user_data)
{
  RcpExplainSection *self = user_data;
  g_autofree char *specimen = rcp_session_dup_specimen_description (rcp_network_model_get_session (get_model (self)));
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s %s", gtk_inscription_get_text (self->facts), gtk_inscription_get_text (self->pixel));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->overlay), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plain), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  specimen != NULL ? specimen : "", -1);
}

static void
show_legend (RcpExplainSection *self, RcpExplained *explained)
{
  gboolean is_signed = rcp_explanation_is_signed (explained->explanation);
  g_autofree char *high = NULL, *low = NULL;

  if (explained->explanation->method == RCP_EXPLAIN_OCCLUSION)
    {
      high = rcp_format_value (100.0 * explained->range, 1);
      low = rcp_format_value (-100.0 * explained->range, 1);
    }
  else
    {
      high = rcp_explain_format (explained->range, explained->range);
      low = g_strdup ("0");
    }
  set_text (self->low, low);
  set_text (self->high, high);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->colours), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      is_signed ? _ ("From blue, where covering lowers the probability, through white, 0, to red, where it raises it")
                : _ ("From dark, 0, to bright, the greatest value"),
      -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->colours));
}

static void
show_caption (RcpExplainSection *self, RcpExplained *explained)
{
  g_autofree char *caption = rcp_explain_caption (explained);
  g_autofree char *step = rcp_format_count (rcp_snapshot_get_step (explained->frame->weights));
  g_autofree char *text = NULL;

  /* what follows as fast as anybody can read is not called old */
  if (rcp_explainer_is_outdated (self->explainer)
      && (explained->explanation->method == RCP_EXPLAIN_OCCLUSION || !rcp_widget_is_in_sight (GTK_WIDGET (self))))
    /* Translators: an explanation of weights that were there before: "Occlusion · of step 1,234" */
    text = g_strdup_printf (_ ("%s · of step %s"), caption, step);
  else
    text = g_steal_pointer (&caption);
  if (g_strcmp0 (gtk_label_get_label (self->caption), text) != 0)
    gtk_label_set_label (self->caption, text);
}

static void
show_plain (RcpExplainSection *self, const RcpNetworkFrame *frame)
{
  RcpShape shape = rcp_network_frame_get_architecture (frame)->input;
  gsize plane = (gsize) shape.height * (gsize) shape.width;
  g_autofree guint32 *words = g_new (guint32, plane);

  if (shape.channels == 3)
    rcp_pixels_mix (words, frame->pixels, shape, RCP_ALL_CHANNELS);
  else
    rcp_pixels_grey (words, frame->pixels, plane);
  rcp_pixel_view_set_words (self->plain, words, shape.width, shape.height);
}

static void
on_explained (RcpExplainSection *self)
{
  RcpExplained *explained = rcp_explainer_get_explained (self->explainer);
  const char *problem = rcp_explainer_get_problem (self->explainer);
  g_autofree char *class_name = NULL, *facts = NULL;
  RcpShape shape;

  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_sensitive (self->save, explained != NULL);
  if (explained == NULL)
    {
      rcp_pixel_view_set_words (self->overlay, NULL, 0, 0);
      gtk_label_set_label (self->caption, "");
      set_text (self->facts, "");
      show_pixel (self);
      return;
    }
  shape = rcp_network_frame_get_architecture (explained->frame)->input;
  class_name = rcp_network_model_dup_class_name (get_model (self), explained->explanation->answer);
  facts = rcp_explain_facts (explained, class_name);
  rcp_pixel_view_set_words (self->overlay, explained->words, shape.width, shape.height);
  set_text (self->facts, facts);
  show_caption (self, explained);
  show_legend (self, explained);
  show_pixel (self);
}

static void
on_progress (RcpExplainSection *self)
{
  double progress = rcp_explainer_get_progress (self->explainer);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), progress >= 0);
  gtk_progress_bar_set_fraction (self->progress, MAX (progress, 0));
}

static void
rcp_explain_section_show_frame (RcpNetworkSection *section, RcpNetworkFrame *frame)
{
  RcpExplainSection *self = RCP_EXPLAIN_SECTION (section);

  rcp_explainer_set_frame (self->explainer, frame);
  if (frame == NULL)
    return;
  /* while weights move, the picture is the same one */
  if (self->shown == NULL || self->shown->network != frame->network
      || memcmp (self->shown->pixels, frame->pixels,
                 rcp_shape_count (rcp_network_frame_get_architecture (frame)->input))
             != 0)
    {
      g_clear_pointer (&self->shown, rcp_network_frame_unref);
      self->shown = rcp_network_frame_ref (frame);
      show_plain (self, frame);
    }
}

static void
draw_colours (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  RcpExplainSection *self = user_data;
  RcpExplained *explained = rcp_explainer_get_explained (self->explainer);
  gboolean is_signed = explained != NULL && rcp_explanation_is_signed (explained->explanation);

  for (int x = 0; x < width; x++)
    {
      double t = (x + 0.5) / width;

      rcp_set_colour (cr, is_signed ? rcp_colour_diverging (2.0 * t - 1.0) : rcp_colour_sequential (t));
      cairo_rectangle (cr, x, 0, 1, height);
      cairo_fill (cr);
    }
}

static void
on_save_clicked (RcpExplainSection *self)
{
  RcpExplained *explained = rcp_explainer_get_explained (self->explainer);
  g_autofree char *class_name = rcp_network_model_dup_class_name (get_model (self), explained->explanation->answer);

  rcp_explain_save_as (explained, class_name, rcp_network_model_get_session (get_model (self)),
                       GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

/* The object */

static void
on_sight (RcpExplainSection *self)
{
  rcp_explainer_set_seen (self->explainer, rcp_widget_is_in_sight (GTK_WIDGET (self)));
}

static void
rcp_explain_section_map (GtkWidget *widget)
{
  RcpExplainSection *self = RCP_EXPLAIN_SECTION (widget);

  GTK_WIDGET_CLASS (rcp_explain_section_parent_class)->map (widget);
  if (!self->following)
    rcp_widget_follow_sight (widget, G_CALLBACK (on_sight), self);
  self->following = TRUE;
  on_sight (self);
}

static void
rcp_explain_section_unmap (GtkWidget *widget)
{
  rcp_explainer_set_frame (RCP_EXPLAIN_SECTION (widget)->explainer, NULL);
  rcp_pace_cancel (&RCP_EXPLAIN_SECTION (widget)->describing);
  GTK_WIDGET_CLASS (rcp_explain_section_parent_class)->unmap (widget);
}

static void
rcp_explain_section_dispose (GObject *object)
{
  RcpExplainSection *self = RCP_EXPLAIN_SECTION (object);

  rcp_pace_cancel (&self->describing);
  if (self->explainer != NULL)
    rcp_explainer_set_frame (self->explainer, NULL);
  g_clear_object (&self->explainer);
  g_clear_object (&self->mark);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->shown, rcp_network_frame_unref);
  g_clear_pointer (&self->with_maps, g_array_unref);
  G_OBJECT_CLASS (rcp_explain_section_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, progress);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, save);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, method);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, methods);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, answer);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, answers);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, layer);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, layers);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, layer_box);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, size);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, size_box);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, stride);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, stride_box);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, problem);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, plain);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, caption);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, overlay);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, low);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, colours);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, high);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, facts);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, pixel);
  gtk_widget_class_bind_template_child (widget_class, RcpExplainSection, sentence);
}

static void
rcp_explain_section_class_init (RcpExplainSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_explain_section_dispose;
  widget_class->map = rcp_explain_section_map;
  widget_class->unmap = rcp_explain_section_unmap;
  RCP_NETWORK_SECTION_CLASS (klass)->show_network = rcp_explain_section_show_network;
  RCP_NETWORK_SECTION_CLASS (klass)->show_frame = rcp_explain_section_show_frame;

  g_type_ensure (RCP_TYPE_PIXEL_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/explain-section.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
}

static void
rcp_explain_section_init (RcpExplainSection *self)
{
  self->filling = TRUE;
  self->describing = (RcpPace){ .interval = RCP_PACE_TOLD, .call = describe, .user_data = self };
  self->with_maps = g_array_new (FALSE, FALSE, sizeof (int));
  self->explainer = rcp_explainer_new ();
  g_signal_connect_object (self->explainer, "changed", G_CALLBACK (on_explained), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explainer, "progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  self->mark = rcp_pixel_mark_new ();
  g_signal_connect_object (self->mark, "changed", G_CALLBACK (show_pixel), self, G_CONNECT_SWAPPED);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_set (self->plain, "mark", self->mark, NULL);
  g_object_set (self->overlay, "mark", self->mark, NULL);
  for (guint i = 0; i < RCP_N_EXPLAIN_METHODS; i++)
    gtk_string_list_append (self->methods, rcp_explain_method_title (i));
  gtk_drop_down_set_selected (self->method, RCP_EXPLAIN_GRADCAM);
  gtk_drawing_area_set_draw_func (self->colours, draw_colours, self, NULL);
  set_text (self->facts, "");
  self->filling = FALSE;
  show_method (self);
}
