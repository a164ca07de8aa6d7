#include "mixing-section.h"

#include <glib/gi18n.h>

#include <math.h>

#include "draw/pixels.h"
#include "widgets/lights-view.h"
#include "widgets/pixel-view.h"

/* words along the sides of the patch of the mixed colour */
#define PATCH_WIDTH 48
#define PATCH_HEIGHT 32

struct _RcpMixingSection
{
  RcpDataSection parent_instance;

  RcpLightsView *lights;
  GtkAdjustment *red;
  GtkAdjustment *green;
  GtkAdjustment *blue;
  RcpPixelView *patch;
  GtkLabel *hex;
  GtkLabel *bytes_label;
  GtkLabel *bits_label;
  RcpPixelView *sum;
  GtkCheckButton *red_on;
  GtkCheckButton *green_on;
  GtkCheckButton *blue_on;
  GtkLabel *loss;
};

G_DEFINE_FINAL_TYPE (RcpMixingSection, rcp_mixing_section, RCP_TYPE_DATA_SECTION)

/* The lights */

static void
append_bits (GString *text, guint8 byte)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  for (int bit = 7; bit >= 0; bit--)
    g_string_append_c (text, byte >> bit & 1 ? '1' : '0');
}

static void
on_lights_changed (RcpMixingSection *self)
{
  const guint8 bytes[RCP_N_PLANES] = { (guint8) lround (gtk_adjustment_get_value (self->red)),
                                       (guint8) lround (gtk_adjustment_get_value (self->green)),
                                       (guint8) lround (gtk_adjustment_get_value (self->blue)) };
  guint32 word = (guint32) bytes[0] << 16 | (guint32) bytes[1] << 8 | bytes[2];
  guint32 words[PATCH_WIDTH * PATCH_HEIGHT];
  g_autofree char *hex = g_strdup_printf ("#%06X", word);
  g_autofree char *numbers = g_strdup_printf ("%d · %d · %d", bytes[0], bytes[1], bytes[2]);
  g_autoptr (GString) bits = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    words[i] = word;
  for (int c = 0; c < RCP_N_PLANES; c++)
    append_bits (bits, bytes[c]);
  rcp_lights_view_set_bytes (self->lights, bytes);
  rcp_pixel_view_set_words (self->patch, words, PATCH_WIDTH, PATCH_HEIGHT);
  gtk_label_set_label (self->hex, hex);
  gtk_label_set_label (self->bytes_label, numbers);
  gtk_label_set_label (self->bits_label, bits->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->patch), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hex, -1);
}

static void
on_take_pixel_clicked (RcpMixingSection *self)
{
  RcpDataSection *section = RCP_DATA_SECTION (self);
  const RcpSpecimen *specimen = rcp_session_get_specimen (rcp_data_section_get_session (section));
  GtkAdjustment *const adjustments[] = { self->red, self->green, self->blue };

  if (specimen == NULL)
    return;
  for (int c = 0; c < RCP_N_PLANES; c++)
    gtk_adjustment_set_value (adjustments[c], rcp_marked_byte (specimen, rcp_data_section_get_mark (section), c));
}

/* The specimen as a sum */

static guint
channels_on (RcpMixingSection *self)
{
  return (gtk_check_button_get_active (self->red_on) ? 1u : 0u)
         | (gtk_check_button_get_active (self->green_on) ? 2u : 0u)
         | (gtk_check_button_get_active (self->blue_on) ? 4u : 0u);
}

/* what is missing, in words: how bright the channels that are off are on average */
static char *
dup_loss (RcpMixingSection *self, const RcpSpecimen *specimen, guint channels)
{
  static const char *const names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };
  gsize plane = (gsize) specimen->shape.width * (gsize) specimen->shape.height;
  g_autoptr (GString) text = g_string_new (NULL);

  if (channels == RCP_ALL_CHANNELS)
    return g_strdup (_ ("All three: nothing is lost."));
  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      const guint8 *bytes = rcp_specimen_plane (specimen, c);
      guint64 total = 0;

      if (channels >> c & 1)
        continue;
      for (gsize i = 0; i < plane; i++)
        total += bytes[i];
      g_string_append_printf (text, "%s%s %.1f", text->len > 0 ? ", " : "", _ (names[c]),
                              (double) total / (double) plane);
    }
  return g_strdup_printf (_ ("Each pixel lacks on average: %s of 255."), text->str);
}

static void
show_sum (RcpMixingSection *self, const RcpSpecimen *specimen)
{
  guint channels = channels_on (self);
  g_autofree guint32 *words = g_new (guint32, (gsize) specimen->shape.width * (gsize) specimen->shape.height);
  g_autofree char *loss = dup_loss (self, specimen, channels);

  rcp_pixels_mix (words, specimen->pixels, specimen->shape, channels);
  rcp_pixel_view_set_words (self->sum, words, specimen->shape.width, specimen->shape.height);
  gtk_label_set_label (self->loss, loss);
}

static void
on_channels_changed (RcpMixingSection *self)
{
  rcp_data_section_refresh (RCP_DATA_SECTION (self));
}

static void
rcp_mixing_section_show_specimen (RcpDataSection *section, const RcpSpecimen *specimen)
{
  show_sum (RCP_MIXING_SECTION (section), specimen);
}

static void
rcp_mixing_section_show_pixel (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpMixingSection *self = RCP_MIXING_SECTION (section);
  RcpPixelMark *mark = rcp_data_section_get_mark (section);
  guint channels = channels_on (self);
  guint8 bytes[RCP_N_PLANES];
  g_autofree char *text = NULL;

  for (int c = 0; c < RCP_N_PLANES; c++)
    bytes[c] = channels >> c & 1 ? rcp_marked_byte (specimen, mark, c) : 0;
  text = g_strdup_printf (_ ("The sum of the channels that are on. %s Row %d, column %d: red %d, green %d, blue %d"),
                          gtk_label_get_label (self->loss), rcp_pixel_mark_get_row (mark),
                          rcp_pixel_mark_get_column (mark), bytes[0], bytes[1], bytes[2]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sum), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
rcp_mixing_section_class_init (RcpMixingSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_DATA_SECTION_CLASS (klass)->show_specimen = rcp_mixing_section_show_specimen;
  RCP_DATA_SECTION_CLASS (klass)->show_pixel = rcp_mixing_section_show_pixel;

  g_type_ensure (RCP_TYPE_PIXEL_VIEW);
  g_type_ensure (RCP_TYPE_LIGHTS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/mixing-section.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, lights);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, red);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, green);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, blue);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, patch);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, hex);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, bytes_label);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, bits_label);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, sum);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, red_on);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, green_on);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, blue_on);
  gtk_widget_class_bind_template_child (widget_class, RcpMixingSection, loss);
  gtk_widget_class_bind_template_callback (widget_class, on_lights_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_take_pixel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_channels_changed);
}

static void
rcp_mixing_section_init (RcpMixingSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_lights_changed (self);
}
