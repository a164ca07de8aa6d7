#include "data-page.h"

#include <glib/gi18n.h>

struct _RcpDataPage
{
  AdwBin parent_instance;

  RcpSession *session;
};

G_DEFINE_FINAL_TYPE (RcpDataPage, rcp_data_page, ADW_TYPE_BIN)

const RcpPageInfo rcp_data_page_info = {
  .id = "data",
  .title = N_ ("Data"),
  .icon_name = "rcp-data-symbolic",
  .get_type = rcp_data_page_get_type,
};

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
rcp_data_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpDataPage *self = RCP_DATA_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_data_page_finalize (GObject *object)
{
  RcpDataPage *self = RCP_DATA_PAGE (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (rcp_data_page_parent_class)->finalize (object);
}

static void
rcp_data_page_class_init (RcpDataPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = rcp_data_page_set_property;
  object_class->finalize = rcp_data_page_finalize;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RCP_TYPE_SESSION,
                                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/data-page.ui");
}

static void
rcp_data_page_init (RcpDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
