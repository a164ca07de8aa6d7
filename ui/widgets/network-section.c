#include "network-section.h"

#include "pace.h"

/* ms between two frames of a run that is followed, of what is read */
#define FOLLOW_INTERVAL 1000

typedef struct
{
  RcpNetworkModel *model;
  RcpPace pace;
} RcpNetworkSectionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RcpNetworkSection, rcp_network_section, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_MODEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

RcpNetworkModel *
rcp_network_section_get_model (RcpNetworkSection *self)
{
  RcpNetworkSectionPrivate *priv = rcp_network_section_get_instance_private (self);

  return priv->model;
}

static gboolean
is_seen (RcpNetworkSection *self)
{
  return rcp_network_section_get_model (self) != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static void
on_network_changed (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_network != NULL)
    klass->show_network (self, rcp_network_model_get_network (rcp_network_section_get_model (self)));
}

/* Whether what comes is one of many that follow one another, so that it may wait; it will be shown then. */
static gboolean
leave_for_later (RcpNetworkSection *self)
{
  RcpNetworkSectionPrivate *priv = rcp_network_section_get_instance_private (self);

  if (RCP_NETWORK_SECTION_GET_CLASS (self)->at_every_frame || !rcp_network_model_is_following (priv->model))
    return FALSE;
  rcp_pace_ask (&priv->pace);
  return TRUE;
}

static void
show_edits (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_edits != NULL)
    klass->show_edits (self, rcp_network_model_get_edits (rcp_network_section_get_model (self)));
}

static void
show_frame (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_frame != NULL)
    klass->show_frame (self, rcp_network_model_get_frame (rcp_network_section_get_model (self)));
}

static void
show_followed (gpointer user_data)
{
  show_edits (user_data);
  show_frame (user_data);
}

static void
on_edits_changed (RcpNetworkSection *self)
{
  if (!leave_for_later (self))
    show_edits (self);
}

static void
on_frame_changed (RcpNetworkSection *self)
{
  if (!leave_for_later (self))
    show_frame (self);
}

static void
on_cell_changed (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_cell != NULL)
    klass->show_cell (self);
}

static void
on_filter_changed (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_filter != NULL)
    klass->show_filter (self);
}

static void
on_weight_changed (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_weight != NULL)
    klass->show_weight (self);
}

static void
on_range_changed (RcpNetworkSection *self)
{
  RcpNetworkSectionClass *klass = RCP_NETWORK_SECTION_GET_CLASS (self);

  if (is_seen (self) && klass->show_range != NULL)
    klass->show_range (self);
}

static void
rcp_network_section_map (GtkWidget *widget)
{
  RcpNetworkSection *self = RCP_NETWORK_SECTION (widget);

  GTK_WIDGET_CLASS (rcp_network_section_parent_class)->map (widget);
  /* what changed while nobody looked */
  on_network_changed (self);
  show_edits (self);
  show_frame (self);
  on_cell_changed (self);
  on_filter_changed (self);
  on_weight_changed (self);
  on_range_changed (self);
}

static void
follow (RcpNetworkSection *self, const char *signal, void (*callback) (RcpNetworkSection *))
{
  g_signal_connect_object (rcp_network_section_get_model (self), signal, G_CALLBACK (callback), self,
                           G_CONNECT_SWAPPED);
}

static void
rcp_network_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, rcp_network_section_get_model (RCP_NETWORK_SECTION (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_network_section_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpNetworkSection *self = RCP_NETWORK_SECTION (object);
  RcpNetworkSectionPrivate *priv = rcp_network_section_get_instance_private (self);

  switch (id)
    {
    case PROP_MODEL:
      /* a binding in a template gives nothing before it gives something */
      if (g_value_get_object (value) == NULL)
        return;
      g_assert (priv->model == NULL);
      priv->model = g_value_dup_object (value);
      follow (self, "network-changed", on_network_changed);
      follow (self, "edits-changed", on_edits_changed);
      follow (self, "frame-changed", on_frame_changed);
      follow (self, "cell-changed", on_cell_changed);
      follow (self, "filter-changed", on_filter_changed);
      follow (self, "weight-changed", on_weight_changed);
      follow (self, "range-changed", on_range_changed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_network_section_finalize (GObject *object)
{
  RcpNetworkSectionPrivate *priv = rcp_network_section_get_instance_private (RCP_NETWORK_SECTION (object));

  rcp_pace_cancel (&priv->pace);
  g_clear_object (&priv->model);
  G_OBJECT_CLASS (rcp_network_section_parent_class)->finalize (object);
}

static void
rcp_network_section_class_init (RcpNetworkSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rcp_network_section_get_property;
  object_class->set_property = rcp_network_section_set_property;
  object_class->finalize = rcp_network_section_finalize;
  GTK_WIDGET_CLASS (klass)->map = rcp_network_section_map;

  props[PROP_MODEL] =
      g_param_spec_object ("model", NULL, NULL, RCP_TYPE_NETWORK_MODEL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rcp_network_section_init (RcpNetworkSection *self)
{
  RcpNetworkSectionPrivate *priv = rcp_network_section_get_instance_private (self);

  priv->pace = (RcpPace){ .interval = FOLLOW_INTERVAL, .call = show_followed, .user_data = self };
}
