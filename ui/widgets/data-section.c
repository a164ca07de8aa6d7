#include "data-section.h"

typedef struct
{
  RcpSession *session;
  RcpPixelMark *mark;
} RcpDataSectionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RcpDataSection, rcp_data_section, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_MARK,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* what there is to look at, if anybody does */
static const RcpSpecimen *
seen_specimen (RcpDataSection *self)
{
  RcpDataSectionPrivate *priv = rcp_data_section_get_instance_private (self);

  if (priv->session == NULL || priv->mark == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return NULL;
  return rcp_session_get_specimen (priv->session);
}

static void
show_pixel (RcpDataSection *self)
{
  const RcpSpecimen *specimen = seen_specimen (self);

  if (specimen != NULL)
    RCP_DATA_SECTION_GET_CLASS (self)->show_pixel (self, specimen);
}

void
rcp_data_section_refresh (RcpDataSection *self)
{
  const RcpSpecimen *specimen;

  g_return_if_fail (RCP_IS_DATA_SECTION (self));

  specimen = seen_specimen (self);
  if (specimen == NULL)
    return;
  RCP_DATA_SECTION_GET_CLASS (self)->show_specimen (self, specimen);
  RCP_DATA_SECTION_GET_CLASS (self)->show_pixel (self, specimen);
}

RcpSession *
rcp_data_section_get_session (RcpDataSection *self)
{
  RcpDataSectionPrivate *priv = rcp_data_section_get_instance_private (self);

  return priv->session;
}

RcpPixelMark *
rcp_data_section_get_mark (RcpDataSection *self)
{
  RcpDataSectionPrivate *priv = rcp_data_section_get_instance_private (self);

  return priv->mark;
}

static void
rcp_data_section_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rcp_data_section_parent_class)->map (widget);
  /* what changed while nobody looked */
  rcp_data_section_refresh (RCP_DATA_SECTION (widget));
}

static void
rcp_data_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpDataSectionPrivate *priv = rcp_data_section_get_instance_private (RCP_DATA_SECTION (object));

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_MARK:
      g_value_set_object (value, priv->mark);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_data_section_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpDataSection *self = RCP_DATA_SECTION (object);
  RcpDataSectionPrivate *priv = rcp_data_section_get_instance_private (self);

  /* each is given once; a binding in a template gives nothing before it gives something */
  if (g_value_get_object (value) == NULL)
    return;
  switch (id)
    {
    case PROP_SESSION:
      g_assert (priv->session == NULL);
      priv->session = g_value_dup_object (value);
      g_signal_connect_object (priv->session, "specimen-changed", G_CALLBACK (rcp_data_section_refresh), self,
                               G_CONNECT_SWAPPED);
      break;
    case PROP_MARK:
      g_assert (priv->mark == NULL);
      priv->mark = g_value_dup_object (value);
      g_signal_connect_object (priv->mark, "changed", G_CALLBACK (show_pixel), self, G_CONNECT_SWAPPED);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_data_section_finalize (GObject *object)
{
  RcpDataSectionPrivate *priv = rcp_data_section_get_instance_private (RCP_DATA_SECTION (object));

  g_clear_object (&priv->session);
  g_clear_object (&priv->mark);
  G_OBJECT_CLASS (rcp_data_section_parent_class)->finalize (object);
}

static void
rcp_data_section_class_init (RcpDataSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rcp_data_section_get_property;
  object_class->set_property = rcp_data_section_set_property;
  object_class->finalize = rcp_data_section_finalize;
  GTK_WIDGET_CLASS (klass)->map = rcp_data_section_map;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RCP_TYPE_SESSION, flags);
  props[PROP_MARK] = g_param_spec_object ("mark", NULL, NULL, RCP_TYPE_PIXEL_MARK, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rcp_data_section_init (RcpDataSection *self)
{
}
