#include "memory-section.h"

#include <glib/gi18n.h>

#include "data/layout.h"
#include "draw/numbers.h"
#include "draw/pixels.h"
#include "widgets/pixel-view.h"
#include "widgets/tape-closeup.h"
#include "widgets/tape-view.h"

struct _RcpMemorySection
{
  RcpDataSection parent_instance;

  GtkToggleButton *hwc;
  GtkToggleButton *bgr;
  GtkLabel *strides_label;
  RcpTapeView *tape;
  RcpTapeCloseup *closeup;
  RcpPixelView *wrong_axes;
  GtkInscription *wrong_axes_label;
  RcpPixelView *wrong_channels;
  GtkInscription *wrong_channels_label;
};

G_DEFINE_FINAL_TYPE (RcpMemorySection, rcp_memory_section, RCP_TYPE_DATA_SECTION)

static const char *const axes_names[] = { "CHW", "HWC" };
static const char *const channels_names[] = { "RGB", "BGR" };

static RcpLayout
layout_of (RcpMemorySection *self, const RcpSpecimen *specimen)
{
  return (RcpLayout){
    .axes = gtk_toggle_button_get_active (self->hwc) ? RCP_AXES_HWC : RCP_AXES_CHW,
    .channels = gtk_toggle_button_get_active (self->bgr) ? RCP_CHANNELS_BGR : RCP_CHANNELS_RGB,
    .shape = specimen->shape,
  };
}

/* The layout in words */

static char *
dup_layout_text (const RcpLayout *layout)
{
  RcpStrides strides = rcp_layout_strides (layout);
  g_autofree char *channel = rcp_format_count (strides.channel);
  g_autofree char *row = rcp_format_count (strides.row);
  g_autofree char *column = rcp_format_count (strides.column);
  const char *order = layout->axes == RCP_AXES_HWC ? _ ("pixel by pixel") : _ ("planes one after another");

  /* Translators: how a picture lies in memory: "CHW, RGB: planes one after another. Strides: …" */
  return g_strdup_printf (_ ("%s, %s: %s. Strides: channel %s, row %s, column %s"), axes_names[layout->axes],
                          channels_names[layout->channels], order, channel, row, column);
}

static void
describe_tape (RcpMemorySection *self, const RcpLayout *layout)
{
  RcpPixelMark *mark = rcp_data_section_get_mark (RCP_DATA_SECTION (self));
  g_autofree char *how = dup_layout_text (layout);
  g_autofree char *count = rcp_format_count (rcp_shape_count (layout->shape));
  g_autofree char *text = NULL;
  char *addresses[RCP_N_PLANES];

  for (int c = 0; c < RCP_N_PLANES; c++)
    {
      RcpPlace place = { MIN (c, layout->shape.channels - 1), rcp_pixel_mark_get_row (mark),
                         rcp_pixel_mark_get_column (mark) };

      addresses[c] = rcp_format_count (rcp_layout_address (layout, place));
    }
  text = g_strdup_printf (_ ("%s bytes in %s. Row %d, column %d: red at %s, green at %s, blue at %s"), count, how,
                          rcp_pixel_mark_get_row (mark), rcp_pixel_mark_get_column (mark), addresses[0], addresses[1],
                          addresses[2]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tape), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  for (int c = 0; c < RCP_N_PLANES; c++)
    g_free (addresses[c]);
}

/* Reading it wrongly */

static void
show_read (RcpPixelView *view, GtkInscription *label, const RcpSpecimen *specimen, const RcpLayout *stored,
           const RcpLayout *read, const char *text)
{
  gsize count = rcp_shape_count (specimen->shape);
  g_autofree guint8 *memory = g_new (guint8, count);
  g_autofree guint8 *seen = g_new (guint8, count);
  g_autofree guint32 *words = g_new (guint32, (gsize) specimen->shape.width * (gsize) specimen->shape.height);

  rcp_layout_store (stored, specimen->pixels, memory);
  rcp_layout_read (read, memory, seen);
  rcp_pixels_mix (words, seen, specimen->shape, RCP_ALL_CHANNELS);
  rcp_pixel_view_set_words (view, words, specimen->shape.width, specimen->shape.height);
  gtk_inscription_set_text (label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_wrong (RcpMemorySection *self, const RcpSpecimen *specimen, const RcpLayout *layout)
{
  RcpLayout other = *layout;
  g_autofree char *axes_text = NULL;
  g_autofree char *channels_text = NULL;

  other.axes = layout->axes == RCP_AXES_CHW ? RCP_AXES_HWC : RCP_AXES_CHW;
  axes_text = g_strdup_printf (_ ("Stored as %s, read as %s"), axes_names[layout->axes], axes_names[other.axes]);
  show_read (self->wrong_axes, self->wrong_axes_label, specimen, layout, &other, axes_text);

  other = *layout;
  other.channels = layout->channels == RCP_CHANNELS_RGB ? RCP_CHANNELS_BGR : RCP_CHANNELS_RGB;
  channels_text = g_strdup_printf (_ ("Stored as %s, read as %s"), channels_names[layout->channels],
                                   channels_names[other.channels]);
  show_read (self->wrong_channels, self->wrong_channels_label, specimen, layout, &other, channels_text);
}

/* What is shown */

static void
show_layout (RcpMemorySection *self, const RcpSpecimen *specimen)
{
  RcpLayout layout = layout_of (self, specimen);
  g_autofree char *text = dup_layout_text (&layout);

  gtk_label_set_label (self->strides_label, text);
  rcp_tape_view_set_layout (self->tape, layout.axes, layout.channels);
  rcp_tape_closeup_set (self->closeup, specimen->pixels, &layout);
  show_wrong (self, specimen, &layout);
  describe_tape (self, &layout);
}

static void
rcp_memory_section_show_specimen (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpMemorySection *self = RCP_MEMORY_SECTION (section);
  gsize count = rcp_shape_count (specimen->shape);
  gsize plane = (gsize) specimen->shape.width * (gsize) specimen->shape.height;
  g_autofree guint32 *words = g_new (guint32, count);

  for (gsize i = 0; i < count; i++)
    words[i] = (guint32) specimen->pixels[i] << (16 - 8 * (i / plane));
  rcp_tape_view_set_words (self->tape, words, specimen->shape);
  show_layout (self, specimen);
}

static void
rcp_memory_section_show_pixel (RcpDataSection *section, const RcpSpecimen *specimen)
{
  RcpMemorySection *self = RCP_MEMORY_SECTION (section);
  RcpPixelMark *mark = rcp_data_section_get_mark (section);
  RcpLayout layout = layout_of (self, specimen);

  rcp_tape_closeup_set_pixel (self->closeup, rcp_pixel_mark_get_column (mark), rcp_pixel_mark_get_row (mark));
  describe_tape (self, &layout);
}

static void
on_layout_chosen (RcpMemorySection *self)
{
  RcpSession *session = rcp_data_section_get_session (RCP_DATA_SECTION (self));
  const RcpSpecimen *specimen = session != NULL ? rcp_session_get_specimen (session) : NULL;

  /* a choice that changes turns one button on and another off: this hears of one of them */
  if (specimen != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_layout (self, specimen);
}

static void
rcp_memory_section_class_init (RcpMemorySectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_DATA_SECTION_CLASS (klass)->show_specimen = rcp_memory_section_show_specimen;
  RCP_DATA_SECTION_CLASS (klass)->show_pixel = rcp_memory_section_show_pixel;

  g_type_ensure (RCP_TYPE_PIXEL_VIEW);
  g_type_ensure (RCP_TYPE_TAPE_VIEW);
  g_type_ensure (RCP_TYPE_TAPE_CLOSEUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/memory-section.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, hwc);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, bgr);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, strides_label);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, tape);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, closeup);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, wrong_axes);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, wrong_axes_label);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, wrong_channels);
  gtk_widget_class_bind_template_child (widget_class, RcpMemorySection, wrong_channels_label);
  gtk_widget_class_bind_template_callback (widget_class, on_layout_chosen);
}

static void
rcp_memory_section_init (RcpMemorySection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
