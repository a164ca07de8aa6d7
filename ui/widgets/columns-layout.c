#include "columns-layout.h"

#include "place.h"

struct _RcpColumnsLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
  gboolean last_first;
};

G_DEFINE_FINAL_TYPE (RcpColumnsLayout, rcp_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_SPACING,
  PROP_LAST_FIRST,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* the widths of all children together, spacing included, and the largest of one */
typedef struct
{
  int n;
  int minimum;
  int natural;
  int widest_minimum;
} Widths;

static GtkWidget *
first_child (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
next_child (GtkWidget *child)
{
  do
    child = gtk_widget_get_next_sibling (child);
  while (child != NULL && !gtk_widget_should_layout (child));
  return child;
}

static Widths
measure_widths (RcpColumnsLayout *self, GtkWidget *widget)
{
  Widths widths = { 0 };

  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    {
      int minimum, natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      if (widths.n++ > 0)
        {
          widths.minimum += self->spacing;
          widths.natural += self->spacing;
        }
      widths.minimum += minimum;
      widths.natural += natural;
      widths.widest_minimum = MAX (widths.widest_minimum, minimum);
    }
  return widths;
}

/* A child's share of @width, which is enough for all of them side by side. */
static int
share_width (const Widths *widths, GtkWidget *child, int width, gboolean is_last, int taken)
{
  int minimum, natural;
  int wish = widths->natural - widths->minimum;
  int rest = width - widths->minimum;
  double part;

  if (is_last)
    return width - taken;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  if (rest <= wish && wish > 0)
    part = (natural - minimum) / (double) wish * rest;
  else
    part = natural - minimum + natural / (double) MAX (widths->natural, 1) * (rest - wish);
  return minimum + (int) part;
}

static void
rcp_columns_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  RcpColumnsLayout *self = RCP_COLUMNS_LAYOUT (manager);
  Widths widths = measure_widths (self, widget);
  int width = for_size >= 0 ? for_size : widths.natural;
  gboolean beside = width >= widths.minimum;
  int taken = 0;

  *minimum_baseline = *natural_baseline = -1;
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widths.widest_minimum;
      *natural = widths.natural;
      return;
    }
  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    {
      int share = beside ? share_width (&widths, child, width, next_child (child) == NULL, taken) : width;
      int child_minimum, child_natural;

      gtk_widget_measure (child, orientation, share, &child_minimum, &child_natural, NULL, NULL);
      taken += share + self->spacing;
      if (beside)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
        }
      else
        {
          *minimum += child_minimum + (*minimum > 0 ? self->spacing : 0);
          *natural += child_natural + (*natural > 0 ? self->spacing : 0);
        }
    }
}

static void
allocate_beside (RcpColumnsLayout *self, GtkWidget *widget, const Widths *widths, int width, int height)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;

  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    {
      int share = share_width (widths, child, width, next_child (child) == NULL, x);

      rcp_place (child, mirrored ? width - x - share : x, 0, share, height);
      x += share + self->spacing;
    }
}

static void
allocate_below (RcpColumnsLayout *self, GtkWidget *widget, int width, int height)
{
  int y = self->last_first ? height : 0;

  for (GtkWidget *child = first_child (widget); child != NULL; child = next_child (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
      if (self->last_first)
        y -= natural;
      rcp_place (child, 0, y, width, natural);
      y += self->last_first ? -self->spacing : natural + self->spacing;
    }
}

static void
rcp_columns_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  RcpColumnsLayout *self = RCP_COLUMNS_LAYOUT (manager);
  Widths widths = measure_widths (self, widget);

  if (width >= widths.minimum)
    allocate_beside (self, widget, &widths, width, height);
  else
    allocate_below (self, widget, width, height);
}

static GtkSizeRequestMode
rcp_columns_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rcp_columns_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPACING:
      g_value_set_int (value, RCP_COLUMNS_LAYOUT (object)->spacing);
      break;
    case PROP_LAST_FIRST:
      g_value_set_boolean (value, RCP_COLUMNS_LAYOUT (object)->last_first);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_columns_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPACING:
      RCP_COLUMNS_LAYOUT (object)->spacing = g_value_get_int (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
      break;
    case PROP_LAST_FIRST:
      RCP_COLUMNS_LAYOUT (object)->last_first = g_value_get_boolean (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_columns_layout_class_init (RcpColumnsLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = rcp_columns_layout_get_property;
  object_class->set_property = rcp_columns_layout_set_property;
  layout_class->measure = rcp_columns_layout_measure;
  layout_class->allocate = rcp_columns_layout_allocate;
  layout_class->get_request_mode = rcp_columns_layout_get_request_mode;

  props[PROP_SPACING] =
      g_param_spec_int ("spacing", NULL, NULL, 0, 1000, 18, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_LAST_FIRST] =
      g_param_spec_boolean ("last-first", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
rcp_columns_layout_init (RcpColumnsLayout *self)
{
  self->spacing = 18;
}
