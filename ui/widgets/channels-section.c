#include "channels-section.h"

#include <glib/gi18n.h>

#include "draw/pixels.h"
#include "widgets/histogram-view.h"
#include "widgets/pixel-view.h"

struct _RcpChannelsSection
{
  RcpDataSection parent_instance;

  gboolean grey;
  RcpHistogram histogram;
  RcpStatistics statistics;

  RcpPixelView *picture;
  GtkInscription *place;
  GtkInscription *colour;
  RcpPixelView *red_plane;
  RcpPixelView *green_plane;
  RcpPixelView *blue_plane;
  RcpHistogramView *red_histogram;
  RcpHistogramView *green_histogram;
  RcpHistogramView *blue_histogram;
  GtkInscription *red_value;
  GtkInscription *green_value;
  GtkInscription *blue_value;
};

G_DEFINE_FINAL_TYPE (RcpChannelsSection, rcp_channels_section, RCP_TYPE_DATA_SECTION)

enum
{
  PROP_0,
  PROP_GREY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *const channel_names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };

/* Words */

static void
describe_picture (RcpChannelsSection *self, const RcpSpecimen *specimen, const guint8 *bytes)
{
  RcpDataSection *section = RCP_DATA_SECTION (self);
  RcpPixelMark *mark = rcp_data_section_get_mark (section);
  g_autofree char *what = rcp_session_dup_specimen_description (rcp_data_section_get_session (section));
  /* Translators: the specimen in words, for a screen reader: "cat, test picture 77: 32 × 32 pixels, …" */
  g_autofree char *text = g_strdup_printf (
      _ ("%s: %d × %d pixels, on average red %.0f, green %.0f, blue %.0f of 255. Row %d, column %d: red %d, green %d, "
         "blue %d"),
      what, specimen->shape.width, specimen->shape.height, self->statistics.mean[0], self->statistics.mean[1],
      self->statistics.mean[2], rcp_pixel_mark_get_row (mark), rcp_pixel_mark_get_column (mark), bytes[0], bytes[1],
      bytes[2]);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
describe_plane (RcpChannelsSection *self, RcpPixelView *plane, int channel, guint8 byte)
{
  RcpPixelMark *mark = rcp_data_section_get_mark (RCP_DATA_SECTION (self));
  /* Translators: one channel of a picture in words, for a screen reader: %s is "red", "green" or "blue" */
  g_autofree char *text =
      g_strdup_printf (_ ("The %s channel of the specimen: mean %.1f, standard deviation %.1f. Row %d, column %d: %d"),
                       _ (channel_names[channel]), self->statistics.mean[channel], self->statistics.std[channel],
                       rcp_pixel_mark_get_row (mark), rcp_pixel_mark_get_column (mark), byte);

  gtk_accessible_update_property (GTK_ACCESSIBLE (plane), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* What is shown */

static void
show_planes (RcpChannelsSection *self, const RcpSpecimen *specimen)
{
  RcpPixelView *const planes[] = { self->red_plane, self->green_plane, self->blue_plane };
  int width = specimen->shape.width, height = specimen->shape.height;
  gsize plane = (gsize) width * (gsize) height;
  g_autofree guint32 *words = g_new (guint32, plane);

  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      if (self->grey)
        rcp_pixels_grey (words, rcp_specimen_plane (specimen, c), plane);
      else
        rcp_pixels_mix (words, specimen->pixels, specimen->shape, 1u << c);
      rcp_pixel_view_set_words (planes[c], words, width, height);
    }
}

static void
fill_statistics (RcpChannelsSection *self, const RcpSpecimen *specimen)
{
  rcp_histogram_of_picture (&self->histogram, specimen->pixels, specimen->shape);
  /* a picture of one channel has it for all three */
  for (int c = self->histogram.channels; c < RCP_N_PLANES; c++)
    memcpy (self->histogram.levels[c], self->histogram.levels[0], sizeof self->histogram.levels[0]);
  self->histogram.channels = RCP_N_PLANES;
  self->statistics = rcp_histogram_statistics (&self->histogram);
}

static void
rcp_channels_section_show_specimen (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpChannelsSection *self = RCP_CHANNELS_SECTION (section);
  RcpHistogramView *const views[] = { self->red_histogram, self->green_histogram, self->blue_histogram };
  g_autofree guint32 *words = g_new (guint32, (gsize) specimen->shape.width * (gsize) specimen->shape.height);
  double max = 0.0;

  rcp_pixels_mix (words, specimen->pixels, specimen->shape, RCP_ALL_CHANNELS);
  rcp_pixel_view_set_words (self->picture, words, specimen->shape.width, specimen->shape.height);
  show_planes (self, specimen);
  fill_statistics (self, specimen);
  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      rcp_histogram_view_set (views[c], &self->histogram, NULL);
      max = MAX (max, rcp_histogram_view_get_max (views[c]));
    }
  for (int c = 0; c < RCP_N_PLANES; c++)
    rcp_histogram_view_set_max (views[c], max);
}

static void
rcp_channels_section_show_pixel (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpChannelsSection *self = RCP_CHANNELS_SECTION (section);
  RcpPixelMark *mark = rcp_data_section_get_mark (section);
  RcpPixelView *const planes[] = { self->red_plane, self->green_plane, self->blue_plane };
  RcpHistogramView *const histograms[] = { self->red_histogram, self->green_histogram, self->blue_histogram };
  GtkInscription *const values[] = { self->red_value, self->green_value, self->blue_value };
  g_autofree char *place =
      g_strdup_printf (rcp_pixel_mark_get_pinned (mark) ? _ ("Row %d, column %d, pinned") : _ ("Row %d, column %d"),
                       rcp_pixel_mark_get_row (mark), rcp_pixel_mark_get_column (mark));
  g_autofree char *colour = NULL;
  guint8 bytes[RCP_N_PLANES];

  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      g_autofree char *text = NULL;

      bytes[c] = rcp_marked_byte (specimen, mark, c);
      text = g_strdup_printf ("%d", bytes[c]);
      gtk_inscription_set_text (values[c], text);
      rcp_histogram_view_set_value (histograms[c], bytes[c]);
      describe_plane (self, planes[c], c, bytes[c]);
    }
  colour = g_strdup_printf ("%d · %d · %d", bytes[0], bytes[1], bytes[2]);
  gtk_inscription_set_text (self->place, place);
  gtk_inscription_set_text (self->colour, colour);
  describe_picture (self, specimen, bytes);
}

/* The object */

static void
rcp_channels_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_GREY:
      g_value_set_boolean (value, RCP_CHANNELS_SECTION (object)->grey);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_channels_section_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_GREY:
      RCP_CHANNELS_SECTION (object)->grey = g_value_get_boolean (value);
      rcp_data_section_refresh (RCP_DATA_SECTION (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_channels_section_class_init (RcpChannelsSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rcp_channels_section_get_property;
  object_class->set_property = rcp_channels_section_set_property;
  RCP_DATA_SECTION_CLASS (klass)->show_specimen = rcp_channels_section_show_specimen;
  RCP_DATA_SECTION_CLASS (klass)->show_pixel = rcp_channels_section_show_pixel;

  props[PROP_GREY] = g_param_spec_boolean ("grey", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (RCP_TYPE_PIXEL_VIEW);
  g_type_ensure (RCP_TYPE_HISTOGRAM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/channels-section.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, picture);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, place);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, colour);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, red_plane);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, green_plane);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, blue_plane);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, red_histogram);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, green_histogram);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, blue_histogram);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, red_value);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, green_value);
  gtk_widget_class_bind_template_child (widget_class, RcpChannelsSection, blue_value);
}

static void
rcp_channels_section_init (RcpChannelsSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
