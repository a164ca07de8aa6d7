#include "image-view.h"

/* what every picture of every dataset measures today; asked for while there is none yet */
#define DEFAULT_SIDE 32

struct _RcpImageView
{
  GtkWidget parent_instance;

  GObject *owner;
  const guint8 *pixels;
  RcpShape shape;
  int scale;
  int min_scale;
  int natural_scale;

  GdkTexture *texture;
  int texture_scale;
};

G_DEFINE_FINAL_TYPE (RcpImageView, rcp_image_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SCALE,
  PROP_MIN_SCALE,
  PROP_NATURAL_SCALE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static int
side (RcpImageView *self, GtkOrientation orientation)
{
  if (self->pixels == NULL)
    return DEFAULT_SIDE;
  return orientation == GTK_ORIENTATION_HORIZONTAL ? self->shape.width : self->shape.height;
}

static GtkSizeRequestMode
rcp_image_view_get_request_mode (GtkWidget *widget)
{
  return RCP_IMAGE_VIEW (widget)->scale > 0 ? GTK_SIZE_REQUEST_CONSTANT_SIZE : GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rcp_image_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RcpImageView *self = RCP_IMAGE_VIEW (widget);

  int least = self->scale > 0 ? self->scale : self->min_scale;
  int liked = self->scale > 0 ? self->scale : MAX (self->min_scale, self->natural_scale);

  /* as high as the width allows */
  if (self->scale == 0 && orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    liked = MAX (least, for_size / side (self, GTK_ORIENTATION_HORIZONTAL));
  *minimum = side (self, orientation) * least;
  *natural = side (self, orientation) * liked;
}

static void
rcp_image_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpImageView *self = RCP_IMAGE_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int factor = gtk_widget_get_scale_factor (widget);
  int scale;
  float w, h;

  if (self->pixels == NULL)
    return;
  /* in pixels of the screen, which may be finer than logical ones */
  scale = self->scale * factor;
  if (scale == 0)
    scale = MIN (width * factor / self->shape.width, height * factor / self->shape.height);
  if (scale < 1)
    return;
  if (self->texture == NULL || self->texture_scale != scale)
    {
      g_clear_object (&self->texture);
      self->texture = rcp_texture_new (self->pixels, self->shape, RCP_CHANNEL_ALL, scale);
      self->texture_scale = scale;
    }
  w = (float) gdk_texture_get_width (self->texture) / factor;
  h = (float) gdk_texture_get_height (self->texture) / factor;
  gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, w, h));
}

static void
rcp_image_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpImageView *self = RCP_IMAGE_VIEW (object);

  switch (id)
    {
    case PROP_SCALE:
      g_value_set_int (value, self->scale);
      break;
    case PROP_MIN_SCALE:
      g_value_set_int (value, self->min_scale);
      break;
    case PROP_NATURAL_SCALE:
      g_value_set_int (value, self->natural_scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_image_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpImageView *self = RCP_IMAGE_VIEW (object);

  switch (id)
    {
    case PROP_SCALE:
      rcp_image_view_set_scale (self, g_value_get_int (value));
      break;
    case PROP_MIN_SCALE:
      self->min_scale = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_NATURAL_SCALE:
      self->natural_scale = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_image_view_finalize (GObject *object)
{
  RcpImageView *self = RCP_IMAGE_VIEW (object);

  g_clear_object (&self->texture);
  g_clear_object (&self->owner);
  G_OBJECT_CLASS (rcp_image_view_parent_class)->finalize (object);
}

static void
rcp_image_view_class_init (RcpImageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rcp_image_view_get_property;
  object_class->set_property = rcp_image_view_set_property;
  object_class->finalize = rcp_image_view_finalize;
  widget_class->get_request_mode = rcp_image_view_get_request_mode;
  widget_class->measure = rcp_image_view_measure;
  widget_class->snapshot = rcp_image_view_snapshot;

  props[PROP_SCALE] = g_param_spec_int ("scale", NULL, NULL, 0, 1024, 0, flags);
  props[PROP_MIN_SCALE] = g_param_spec_int ("min-scale", NULL, NULL, 1, 1024, 1, flags);
  props[PROP_NATURAL_SCALE] = g_param_spec_int ("natural-scale", NULL, NULL, 1, 1024, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "imageview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_image_view_init (RcpImageView *self)
{
  self->min_scale = 1;
  self->natural_scale = 1;
}

GtkWidget *
rcp_image_view_new (void)
{
  return g_object_new (RCP_TYPE_IMAGE_VIEW, NULL);
}

void
rcp_image_view_set_picture (RcpImageView *self, GObject *owner, const guint8 *pixels, RcpShape shape)
{
  gboolean resized;

  g_return_if_fail (RCP_IS_IMAGE_VIEW (self));
  g_return_if_fail (owner == NULL || G_IS_OBJECT (owner));

  if (self->pixels == pixels && self->owner == owner)
    return;
  resized = pixels != NULL
            && (shape.width != side (self, GTK_ORIENTATION_HORIZONTAL)
                || shape.height != side (self, GTK_ORIENTATION_VERTICAL));
  g_set_object (&self->owner, owner);
  self->pixels = pixels;
  self->shape = shape;
  g_clear_object (&self->texture);
  if (resized)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_image_view_set_scale (RcpImageView *self, int scale)
{
  g_return_if_fail (RCP_IS_IMAGE_VIEW (self));
  g_return_if_fail (scale >= 0);

  if (self->scale == scale)
    return;
  self->scale = scale;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
