#include "preset-strip.h"

#include <glib/gi18n.h>

#include "data/image.h"
#include "image-view.h"

/* Thumbnails of 32 × 32 pictures are 64 pixels wide. */
#define SCALE 2
#define SPACING 2
#define MOST_PRESETS 32

struct _RcpPresetStrip
{
  AdwBin parent_instance;

  guint n;
  const RcpFilterPreset *presets;
  GtkToggleButton *buttons[MOST_PRESETS];
  RcpImageView *images[MOST_PRESETS];
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (RcpPresetStrip, rcp_preset_strip, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_toggled (RcpPresetStrip *self, GtkToggleButton *button)
{
  guint index = 0;

  if (self->filling)
    return;
  while (self->buttons[index] != button)
    index++;
  /* pressing what is chosen chooses it again: another random one */
  self->filling = TRUE;
  gtk_toggle_button_set_active (button, TRUE);
  self->filling = FALSE;
  g_signal_emit (self, signals[CHOSEN], 0, index);
}

static GtkWidget *
make_button (RcpPresetStrip *self, guint index)
{
  const RcpFilterPreset *preset = &self->presets[index];
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *image = rcp_image_view_new ();
  GtkWidget *label = gtk_label_new (_ (preset->title));

  rcp_image_view_set_scale (RCP_IMAGE_VIEW (image), SCALE);
  gtk_widget_set_halign (image, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ (preset->summary));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (preset->title),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ (preset->summary), -1);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (on_toggled), self);
  self->buttons[index] = GTK_TOGGLE_BUTTON (button);
  self->images[index] = RCP_IMAGE_VIEW (image);
  return button;
}

static void
rcp_preset_strip_class_init (RcpPresetStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", RCP_TYPE_PRESET_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_UINT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rcp_preset_strip_init (RcpPresetStrip *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);

  self->presets = rcp_filter_presets (&self->n);
  g_assert (self->n <= MOST_PRESETS);
  gtk_widget_add_css_class (box, "presets");
  for (guint i = 0; i < self->n; i++)
    gtk_box_append (GTK_BOX (box), make_button (self, i));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), box);
  adw_bin_set_child (ADW_BIN (self), window);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Presets"), -1);
}

/* Planes as pixels of three channels; a grey picture has three equal ones. */
static guint8 *
interleave (const guint8 *pixels, RcpShape shape)
{
  gsize plane = (gsize) shape.width * (gsize) shape.height;
  guint8 *rgb = g_malloc (3 * plane);

  for (gsize i = 0; i < plane; i++)
    for (gsize c = 0; c < 3; c++)
      rgb[3 * i + c] = pixels[(shape.channels == 3 ? c * plane : 0) + i];
  return rgb;
}

static void
show_thumbnail (RcpImageView *view, const RcpFilter *filter, const guint8 *rgb, int width, int height)
{
  int channels = rcp_filter_get_channels (filter);
  gsize plane = (gsize) width * (gsize) height;
  g_autofree guint8 *bytes = g_malloc (plane * (gsize) channels);
  g_autofree guint8 *planes = g_malloc (3 * plane);
  g_autoptr (RcpImage) owner = NULL;

  rcp_filter_apply (filter, rgb, width, height, bytes, NULL, NULL, NULL, NULL);
  for (gsize i = 0; i < plane; i++)
    for (int c = 0; c < 3; c++)
      planes[(gsize) c * plane + i] = bytes[i * (gsize) channels + (gsize) MIN (c, channels - 1)];
  /* it keeps the bytes for the view, whatever their order is */
  owner = rcp_image_new ("", width, height, planes, 3 * (gsize) width);
  rcp_image_view_set_picture (view, G_OBJECT (owner), rcp_image_get_pixels (owner), (RcpShape){ 3, height, width });
}

void
rcp_preset_strip_set_filter (RcpPresetStrip *self, const guint8 *pixels, RcpShape shape, const RcpFilter *filter,
                             guint64 seed)
{
  g_autofree guint8 *rgb = NULL;

  g_return_if_fail (RCP_IS_PRESET_STRIP (self));
  g_return_if_fail (filter != NULL);

  if (pixels != NULL && (shape.channels == 3 || shape.channels == 1))
    rgb = interleave (pixels, shape);
  self->filling = TRUE;
  for (guint i = 0; i < self->n; i++)
    {
      RcpFilter thumbnail = *filter;

      rcp_filter_preset_apply (&self->presets[i], seed, &thumbnail);
      gtk_toggle_button_set_active (self->buttons[i], rcp_kernel_equal (&thumbnail.kernel, &filter->kernel)
                                                          && thumbnail.normalise == filter->normalise);
      if (rgb != NULL)
        show_thumbnail (self->images[i], &thumbnail, rgb, shape.width, shape.height);
    }
  self->filling = FALSE;
}
