#include "specimen-panel.h"

#include <glib/gi18n.h>

#include "image-view.h"

#define N_PLANES 3

struct _RcpSpecimenPanel
{
  AdwBin parent_instance;

  RcpSession *session;

  RcpImageView *image;
  GtkLabel *class_label;
  GtkLabel *place_label;
  GtkLabel *size_label;
  RcpImageView *red_plane;
  RcpImageView *green_plane;
  RcpImageView *blue_plane;
  GtkLabel *red_picture;
  GtkLabel *green_picture;
  GtkLabel *blue_picture;
  GtkLabel *red_set;
  GtkLabel *green_set;
  GtkLabel *blue_set;
};

G_DEFINE_FINAL_TYPE (RcpSpecimenPanel, rcp_specimen_panel, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static RcpStatistics
statistics_of (const RcpSpecimen *specimen)
{
  RcpSamples alone = {
    .blocks = &specimen->pixels,
    .block_count = 1,
    .count = 1,
    .record_size = rcp_shape_count (specimen->shape),
    .shape = specimen->shape,
    .n_classes = 1,
  };

  return rcp_samples_statistics (&alone);
}

static void
show_statistics (GtkLabel *const labels[N_PLANES], const RcpStatistics *statistics)
{
  for (int c = 0; c < N_PLANES; c++)
    {
      g_autofree char *text = NULL;

      if (statistics != NULL && c < statistics->channels)
        text = g_strdup_printf ("%.2f ± %.2f", statistics->mean[c], statistics->std[c]);
      gtk_label_set_label (labels[c], text != NULL ? text : "…");
    }
}

static void
show_set_statistics (RcpSpecimenPanel *self)
{
  GtkLabel *labels[N_PLANES] = { self->red_set, self->green_set, self->blue_set };

  show_statistics (labels, rcp_session_get_statistics (self->session));
}

static void
describe_plane (RcpImageView *plane, const char *name, double mean, double std)
{
  /* Translators: one channel of a picture in words, for a screen reader: %s is "red", "green" or "blue" */
  g_autofree char *description =
      g_strdup_printf (_ ("The %s channel of the specimen: mean %.1f, standard deviation %.1f"), name, mean, std);

  gtk_accessible_update_property (GTK_ACCESSIBLE (plane), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
describe_image (RcpSpecimenPanel *self, const RcpSpecimen *specimen, const RcpStatistics *statistics)
{
  g_autofree char *what = rcp_session_dup_specimen_description (self->session);
  /* Translators: the specimen in words, for a screen reader: "cat, test picture 77: 32 × 32 pixels, …" */
  g_autofree char *description = g_strdup_printf (
      _ ("%s: %d × %d pixels, on average red %.0f, green %.0f, blue %.0f of 255"), what, specimen->shape.width,
      specimen->shape.height, statistics->mean[0], statistics->mean[1], statistics->mean[2]);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
show_place (RcpSpecimenPanel *self, const RcpSpecimen *specimen)
{
  RcpDataset *dataset = rcp_session_get_dataset (self->session);
  g_autofree char *size = g_strdup_printf (_ ("%d × %d pixels"), specimen->shape.width, specimen->shape.height);
  g_autofree char *place = NULL;

  if (specimen->picture != NULL)
    place = g_strdup_printf (_ ("from %d × %d pixels"), rcp_image_get_width (specimen->picture),
                             rcp_image_get_height (specimen->picture));
  else if (specimen->split == RCP_SPLIT_TEST)
    place = g_strdup_printf (_ ("test #%u"), specimen->index);
  else
    place = g_strdup_printf (_ ("training #%u"), specimen->index);
  gtk_label_set_label (self->class_label, specimen->picture != NULL
                                              ? rcp_image_get_name (specimen->picture)
                                              : rcp_dataset_get_class_name (dataset, specimen->label));
  gtk_label_set_label (self->place_label, place);
  gtk_label_set_label (self->size_label, size);
}

static void
show_specimen (RcpSpecimenPanel *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  RcpImageView *planes[N_PLANES] = { self->red_plane, self->green_plane, self->blue_plane };
  GtkLabel *labels[N_PLANES] = { self->red_picture, self->green_picture, self->blue_picture };
  const char *names[N_PLANES] = { _ ("red"), _ ("green"), _ ("blue") };
  RcpStatistics statistics;

  gtk_widget_set_visible (GTK_WIDGET (self), specimen != NULL);
  if (specimen == NULL)
    return;
  statistics = statistics_of (specimen);
  rcp_image_view_set_picture (self->image, specimen->owner, specimen->pixels, specimen->shape);
  show_place (self, specimen);
  describe_image (self, specimen, &statistics);
  show_statistics (labels, &statistics);
  for (int c = 0; c < N_PLANES; c++)
    {
      rcp_image_view_set_picture (planes[c], specimen->owner, specimen->pixels, specimen->shape);
      describe_plane (planes[c], names[c], statistics.mean[c], statistics.std[c]);
    }
}

static void
set_session (RcpSpecimenPanel *self, RcpSession *session)
{
  g_assert (self->session == NULL);
  if (session == NULL)
    return;
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (show_specimen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::statistics-known", G_CALLBACK (show_set_statistics), self,
                           G_CONNECT_SWAPPED);
  show_specimen (self);
  show_set_statistics (self);
}

static void
rcp_specimen_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      set_session (RCP_SPECIMEN_PANEL (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_specimen_panel_finalize (GObject *object)
{
  g_clear_object (&RCP_SPECIMEN_PANEL (object)->session);
  G_OBJECT_CLASS (rcp_specimen_panel_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, image);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, class_label);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, place_label);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, size_label);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, red_plane);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, green_plane);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, blue_plane);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, red_picture);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, green_picture);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, blue_picture);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, red_set);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, green_set);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, blue_set);
}

static void
rcp_specimen_panel_class_init (RcpSpecimenPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = rcp_specimen_panel_set_property;
  object_class->finalize = rcp_specimen_panel_finalize;

  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, RCP_TYPE_SESSION, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (RCP_TYPE_IMAGE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/specimen-panel.ui");
  bind_children (widget_class);
}

static void
rcp_specimen_panel_init (RcpSpecimenPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
