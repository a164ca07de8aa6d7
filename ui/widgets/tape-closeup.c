#include "tape-closeup.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/chart-text.h"
#include "draw/numbers.h"
#include "draw/tape.h"

/* logical pixels: a line of text, and under it a row of cells */
#define TEXT_HEIGHT 18.0
#define CELL_HEIGHT 22.0
#define ROW_HEIGHT (TEXT_HEIGHT + CELL_HEIGHT + 8.0)
#define MARGIN 3.0

struct _RcpTapeCloseup
{
  GtkWidget parent_instance;

  RcpLayout layout;
  guint8 *memory;
  guint32 *words;
  int column;
  int row;
};

G_DEFINE_FINAL_TYPE (RcpTapeCloseup, rcp_tape_closeup, GTK_TYPE_WIDGET)

static const char *const channel_names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };

static int
address_of (RcpTapeCloseup *self, int channel)
{
  return (int) rcp_layout_address (&self->layout, (RcpPlace){ channel, self->row, self->column });
}

/* how an address comes about: the outermost axis first, as it is counted */
static char *
dup_formula (RcpTapeCloseup *self, int channel)
{
  RcpStrides strides = rcp_layout_strides (&self->layout);
  int position = rcp_layout_position (&self->layout, channel);
  g_autofree char *address = rcp_format_count ((guint64) address_of (self, channel));
  g_autofree char *row = rcp_format_count (strides.row);
  g_autofree char *column = rcp_format_count (strides.column);
  g_autofree char *plane = rcp_format_count (strides.channel);

  if (self->layout.axes == RCP_AXES_HWC)
    return g_strdup_printf ("%d×%s + %d×%s + %d×%s = %s", self->row, row, self->column, column, position, plane,
                            address);
  return g_strdup_printf ("%d×%s + %d×%s + %d×%s = %s", position, plane, self->row, row, self->column, column, address);
}

static void
describe (RcpTapeCloseup *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->memory == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_string_append_printf (text, _ ("Row %d, column %d"), self->row, self->column);
  for (int c = 0; c < self->layout.shape.channels; c++)
    {
      g_autofree char *formula = dup_formula (self, c);

      /* Translators: a byte in words: its channel, its value, and how its address is worked out */
      g_string_append_printf (text, _ ("; %s %d at %s"), _ (channel_names[c]), self->memory[address_of (self, c)],
                              formula);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
draw_row (RcpTapeCloseup *self, const RcpChartCanvas *canvas, cairo_t *cr, int channel, double y)
{
  int count = (int) rcp_shape_count (self->layout.shape);
  int n = MIN ((int) ((canvas->width - 2.0 * MARGIN) / RCP_TAPE_CELL_WIDTH), count);
  g_autofree char *formula = dup_formula (self, channel);
  /* Translators: a channel and the address of one of its bytes: "red at 0×1,024 + 13×32 + 17×1 = 433" */
  g_autofree char *text = g_strdup_printf (_ ("%s at %s"), _ (channel_names[channel]), formula);
  RcpTapeWindow window = {
    .marked = address_of (self, channel),
    .n = n,
    .bytes = self->memory,
    .words = self->words,
  };

  window.first = rcp_tape_window_around (window.marked, n, count);
  rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->text, MARGIN, y + 0.5 * TEXT_HEIGHT, 0.0, text);
  rcp_tape_window_draw (&window, canvas, cr, y + TEXT_HEIGHT, CELL_HEIGHT);
}

static void
rcp_tape_closeup_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpTapeCloseup *self = RCP_TAPE_CLOSEUP (widget);
  RcpChartCanvas canvas = {
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .scale = gtk_widget_get_scale_factor (widget),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (widget),
  };
  cairo_t *cr;

  if (self->memory == NULL || canvas.width < RCP_TAPE_CELL_WIDTH)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) canvas.width, (float) canvas.height));
  for (int c = 0; c < self->layout.shape.channels; c++)
    draw_row (self, &canvas, cr, c, c * ROW_HEIGHT);
  cairo_destroy (cr);
}

static void
rcp_tape_closeup_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) (7.0 * RCP_TAPE_CELL_WIDTH + 2.0 * MARGIN);
      *natural = (int) (15.0 * RCP_TAPE_CELL_WIDTH + 2.0 * MARGIN);
    }
  else
    *minimum = *natural = (int) (3.0 * ROW_HEIGHT);
}

static void
rcp_tape_closeup_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rcp_tape_closeup_parent_class)->map (widget);
  describe (RCP_TAPE_CLOSEUP (widget));
}

static void
rcp_tape_closeup_finalize (GObject *object)
{
  RcpTapeCloseup *self = RCP_TAPE_CLOSEUP (object);

  g_free (self->memory);
  g_free (self->words);
  G_OBJECT_CLASS (rcp_tape_closeup_parent_class)->finalize (object);
}

static void
rcp_tape_closeup_class_init (RcpTapeCloseupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_tape_closeup_finalize;
  widget_class->measure = rcp_tape_closeup_measure;
  widget_class->snapshot = rcp_tape_closeup_snapshot;
  widget_class->map = rcp_tape_closeup_map;
  gtk_widget_class_set_css_name (widget_class, "tapecloseup");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_tape_closeup_init (RcpTapeCloseup *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
rcp_tape_closeup_set (RcpTapeCloseup *self, const guint8 *chw, const RcpLayout *layout)
{
  gsize count;

  g_return_if_fail (RCP_IS_TAPE_CLOSEUP (self));
  g_return_if_fail (chw != NULL && layout != NULL);

  count = rcp_shape_count (layout->shape);
  self->layout = *layout;
  self->memory = g_renew (guint8, self->memory, count);
  self->words = g_renew (guint32, self->words, count);
  rcp_layout_store (layout, chw, self->memory);
  for (gsize i = 0; i < count; i++)
    self->words[i] = (guint32) self->memory[i] << (16 - 8 * rcp_layout_place (layout, i).channel);
  self->row = MIN (self->row, layout->shape.height - 1);
  self->column = MIN (self->column, layout->shape.width - 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
}

void
rcp_tape_closeup_set_pixel (RcpTapeCloseup *self, int column, int row)
{
  g_return_if_fail (RCP_IS_TAPE_CLOSEUP (self));

  if (column == self->column && row == self->row)
    return;
  self->column = column;
  self->row = row;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
}
