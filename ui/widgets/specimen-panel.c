#include "specimen-panel.h"

#include <glib/gi18n.h>

#include "pixel-mark.h"
#include "widgets/channels-section.h"
#include "widgets/memory-section.h"
#include "widgets/mixing-section.h"
#include "widgets/shift-section.h"
#include "widgets/statistics-section.h"

struct _RcpSpecimenPanel
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  RcpPixelMark *mark;

  GtkLabel *class_label;
  GtkLabel *place_label;
  GtkLabel *size_label;
};

G_DEFINE_FINAL_TYPE (RcpSpecimenPanel, rcp_specimen_panel, RCP_TYPE_SESSION_BIN)

enum
{
  PROP_0,
  PROP_MARK,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

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

  gtk_widget_set_visible (GTK_WIDGET (self), specimen != NULL);
  if (specimen == NULL)
    return;
  rcp_pixel_mark_set_size (self->mark, specimen->shape.width, specimen->shape.height);
  show_place (self, specimen);
}

static void
rcp_specimen_panel_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpSpecimenPanel *self = RCP_SPECIMEN_PANEL (bin);

  self->session = session;
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (show_specimen), self, G_CONNECT_SWAPPED);
  show_specimen (self);
}

static void
rcp_specimen_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MARK:
      g_value_set_object (value, RCP_SPECIMEN_PANEL (object)->mark);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_specimen_panel_finalize (GObject *object)
{
  g_clear_object (&RCP_SPECIMEN_PANEL (object)->mark);
  G_OBJECT_CLASS (rcp_specimen_panel_parent_class)->finalize (object);
}

static void
rcp_specimen_panel_class_init (RcpSpecimenPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_specimen_panel_take_session;
  object_class->get_property = rcp_specimen_panel_get_property;
  object_class->finalize = rcp_specimen_panel_finalize;

  props[PROP_MARK] =
      g_param_spec_object ("mark", NULL, NULL, RCP_TYPE_PIXEL_MARK, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (RCP_TYPE_CHANNELS_SECTION);
  g_type_ensure (RCP_TYPE_STATISTICS_SECTION);
  g_type_ensure (RCP_TYPE_MEMORY_SECTION);
  g_type_ensure (RCP_TYPE_SHIFT_SECTION);
  g_type_ensure (RCP_TYPE_MIXING_SECTION);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/specimen-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, class_label);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, place_label);
  gtk_widget_class_bind_template_child (widget_class, RcpSpecimenPanel, size_label);
}

static void
rcp_specimen_panel_init (RcpSpecimenPanel *self)
{
  self->mark = rcp_pixel_mark_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
