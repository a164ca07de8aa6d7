#include "network-page.h"

#include <glib/gi18n.h>
#include <time.h>

#include "network-model.h"
#include "widgets/columns-layout.h"
#include "widgets/explain-section.h"
#include "widgets/learned-filters.h"
#include "widgets/network-map.h"
#include "widgets/touch-section.h"
#include "widgets/trace-panel.h"
#include "widgets/way-back-panel.h"

struct _RcpNetworkPage
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  RcpNetworkModel *model;

  /* what showing a moment costs: of the main thread's time, in µs */
  gint64 begin;
  gboolean arrived; /* the numbers have come, and are about to be painted */
};

G_DEFINE_FINAL_TYPE (RcpNetworkPage, rcp_network_page, RCP_TYPE_SESSION_BIN)

static gboolean
is_settled (GtkWidget *page)
{
  RcpNetworkModel *model = RCP_NETWORK_PAGE (page)->model;
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model);
  RcpEdits *edits = rcp_network_model_get_edits (model);

  return rcp_network_model_get_problem (model) != NULL
         || (frame != NULL && edits != NULL && frame->weights == rcp_edits_get_snapshot (edits));
}

static gboolean
get_filter (GtkWidget *page, int *layer, int *filter)
{
  return rcp_network_model_get_filter (RCP_NETWORK_PAGE (page)->model, layer, filter);
}

const RcpPageInfo rcp_network_page_info = {
  .id = "network",
  .title = N_ ("Network"),
  .icon_name = "rcp-network-symbolic",
  .is_settled = is_settled,
  .get_filter = get_filter,
  .get_type = rcp_network_page_get_type,
};

enum
{
  PROP_0,
  PROP_MODEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gint64
get_thread_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
on_snapshot_changed (RcpNetworkPage *self)
{
  self->begin = get_thread_time ();
  self->arrived = FALSE;
}

static void
on_frame_changed (RcpNetworkPage *self)
{
  self->arrived = TRUE;
}

static void
on_after_paint (RcpNetworkPage *self)
{
  if (self->arrived)
    rcp_session_report_cost (self->session, get_thread_time () - self->begin);
  self->arrived = FALSE;
}

static void
rcp_network_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rcp_network_page_parent_class)->map (widget);
  on_snapshot_changed (RCP_NETWORK_PAGE (widget));
  rcp_network_model_set_active (RCP_NETWORK_PAGE (widget)->model, TRUE);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (on_after_paint), widget,
                           G_CONNECT_SWAPPED);
}

static void
rcp_network_page_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), on_after_paint, widget);
  rcp_network_model_set_active (RCP_NETWORK_PAGE (widget)->model, FALSE);
  GTK_WIDGET_CLASS (rcp_network_page_parent_class)->unmap (widget);
}

static void
rcp_network_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, RCP_NETWORK_PAGE (object)->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_network_page_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpNetworkPage *self = RCP_NETWORK_PAGE (bin);

  self->session = session;
  /* before the model, so that its work counts as well */
  g_signal_connect_object (session, "snapshot-changed", G_CALLBACK (on_snapshot_changed), self, G_CONNECT_SWAPPED);
  self->model = rcp_network_model_new (self->session);
  g_signal_connect_object (self->model, "frame-changed", G_CALLBACK (on_frame_changed), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

static void
rcp_network_page_finalize (GObject *object)
{
  RcpNetworkPage *self = RCP_NETWORK_PAGE (object);

  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_network_page_parent_class)->finalize (object);
}

static void
rcp_network_page_class_init (RcpNetworkPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_network_page_take_session;
  object_class->get_property = rcp_network_page_get_property;
  object_class->finalize = rcp_network_page_finalize;
  widget_class->map = rcp_network_page_map;
  widget_class->unmap = rcp_network_page_unmap;

  props[PROP_MODEL] =
      g_param_spec_object ("model", NULL, NULL, RCP_TYPE_NETWORK_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (RCP_TYPE_COLUMNS_LAYOUT);
  g_type_ensure (RCP_TYPE_EXPLAIN_SECTION);
  g_type_ensure (RCP_TYPE_LEARNED_FILTERS);
  g_type_ensure (RCP_TYPE_NETWORK_MAP);
  g_type_ensure (RCP_TYPE_TOUCH_SECTION);
  g_type_ensure (RCP_TYPE_TRACE_PANEL);
  g_type_ensure (RCP_TYPE_WAY_BACK_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/network-page.ui");
}

static void
rcp_network_page_init (RcpNetworkPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
