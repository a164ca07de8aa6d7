#include "session-bin.h"

typedef struct
{
  RcpSession *session;
} RcpSessionBinPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RcpSessionBin, rcp_session_bin, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

RcpSession *
rcp_session_bin_get_session (RcpSessionBin *self)
{
  RcpSessionBinPrivate *priv = rcp_session_bin_get_instance_private (self);

  return priv->session;
}

static void
set_session (RcpSessionBin *self, RcpSession *session)
{
  RcpSessionBinPrivate *priv = rcp_session_bin_get_instance_private (self);

  /* a binding in a template gives nothing before it gives something */
  if (session == NULL)
    return;
  g_assert (priv->session == NULL);
  priv->session = g_object_ref (session);
  if (RCP_SESSION_BIN_GET_CLASS (self)->take_session != NULL)
    RCP_SESSION_BIN_GET_CLASS (self)->take_session (self, session);
}

static void
rcp_session_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, rcp_session_bin_get_session (RCP_SESSION_BIN (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_session_bin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      set_session (RCP_SESSION_BIN (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_session_bin_finalize (GObject *object)
{
  RcpSessionBinPrivate *priv = rcp_session_bin_get_instance_private (RCP_SESSION_BIN (object));

  g_clear_object (&priv->session);
  G_OBJECT_CLASS (rcp_session_bin_parent_class)->finalize (object);
}

static void
rcp_session_bin_class_init (RcpSessionBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rcp_session_bin_get_property;
  object_class->set_property = rcp_session_bin_set_property;
  object_class->finalize = rcp_session_bin_finalize;

  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, RCP_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rcp_session_bin_init (RcpSessionBin *self)
{
}
