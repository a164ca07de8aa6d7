#include "walk-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "walk-cells.h"

static const RcpPalette *
palette (void)
{
  return rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static RcpWalkSettings
settings_of (const RcpWalkRow *self)
{
  return rcp_walk_settings_resolve (rcp_walk_model_get_settings (self->model));
}

static gboolean
has_kernels (const RcpWalkRow *self)
{
  return rcp_walk_model_get_settings (self->model)->kind == RCP_LAYER_CONV2D;
}

int
rcp_walk_row_place (const RcpWalkRow *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);

  if (walk == NULL)
    return self->channel;
  return rcp_walk_reads (walk, rcp_walk_cells_shown_output (self->model), self->channel)
             ? self->channel % walk->group_inputs
             : -1;
}

/* Filling the views */

static void
set_cells (RcpCellView *view, const RcpGridCell *cells, int side, int width, int height, gboolean faded)
{
  RcpCellGrid grid = { side, side, width, height, cells, faded };

  rcp_cell_view_set_cells (view, &grid);
}

static void
fill_plane (RcpWalkRow *self)
{
  int n = rcp_walk_cells_padded_size (self->model);
  g_autofree RcpGridCell *cells = g_new0 (RcpGridCell, n * n);
  gboolean faded = rcp_walk_row_place (self) < 0;

  if (self->faded == faded)
    return;
  self->faded = faded;
  rcp_walk_cells_input (self->model, self->channel, palette (), cells);
  set_cells (self->plane, cells, n, self->layout->plane, self->layout->plane, faded);
}

static void
fill_kernel (RcpWalkRow *self)
{
  RcpWalkSettings s = settings_of (self);
  int input = rcp_walk_row_place (self);
  int output = rcp_walk_cells_shown_output (self->model);
  gboolean shown = has_kernels (self) && input >= 0;
  g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, self->channel);

  gtk_widget_set_child_visible (GTK_WIDGET (self->kernel), shown);
  gtk_widget_set_child_visible (GTK_WIDGET (self->given), shown && s.flip);
  gtk_widget_set_child_visible (self->given_name, shown && s.flip);
  if (!shown)
    return;
  for (int given = 0; given <= (s.flip ? 1 : 0); given++)
    {
      g_autofree RcpGridCell *cells = g_new0 (RcpGridCell, s.kernel * s.kernel);
      RcpCellView *view = given ? self->given : self->kernel;
      g_autofree char *text = rcp_walk_cells_describe_kernel (self->model, output, input, given);
      g_autofree char *title = NULL;

      rcp_walk_cells_kernel (self->model, output, input, given, cells);
      set_cells (view, cells, s.kernel, self->layout->kernel, self->layout->kernel, FALSE);
      rcp_cell_view_set_editable (view, given || !s.flip);
      if (given)
        title = g_strdup_printf (_ ("Kernel as given: %s"), name);
      else if (s.flip)
        title = g_strdup_printf (_ ("Kernel flipped: %s"), name);
      else
        title = g_strdup_printf (_ ("Kernel: %s"), name);
      rcp_cell_view_describe (view, title, text);
    }
}

void
rcp_walk_row_fill_products (RcpWalkRow *self)
{
  RcpWalkSettings s = settings_of (self);
  int input = rcp_walk_row_place (self);
  g_autofree RcpGridCell *cells = g_new0 (RcpGridCell, s.kernel * s.kernel);
  g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, self->channel);
  g_autofree char *title = g_strdup_printf (has_kernels (self) ? _ ("Products: %s") : _ ("Window: %s"), name);
  g_autofree char *text = NULL;

  gtk_widget_set_child_visible (GTK_WIDGET (self->products),
                                input >= 0 && rcp_walk_model_get_walk (self->model) != NULL);
  if (input < 0 || rcp_walk_model_get_walk (self->model) == NULL)
    return;
  rcp_walk_cells_products (self->model, input, cells);
  set_cells (self->products, cells, s.kernel, self->layout->product_width, self->layout->product_height, FALSE);
  text = rcp_walk_cells_describe_products (self->model, input);
  rcp_cell_view_describe (self->products, title, text);
}

static void
fill_names (RcpWalkRow *self)
{
  RcpWalkSettings s = settings_of (self);
  int input = rcp_walk_row_place (self);
  g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, self->channel);
  RcpColour colour = rcp_palette_channel (palette (), (int) rcp_walk_model_get_plane (self->model, self->channel));
  g_autofree char *markup =
      g_markup_printf_escaped ("<span foreground=\"#%02x%02x%02x\">■</span> <b>%s</b>", (int) lround (255 * colour.red),
                               (int) lround (255 * colour.green), (int) lround (255 * colour.blue), name);

  gtk_label_set_markup (GTK_LABEL (self->name), markup);
  if (input < 0)
    {
      gtk_label_set_label (GTK_LABEL (self->kernel_name),
                           has_kernels (self) ? _ ("not read by this output") : _ ("another channel’s output"));
      gtk_label_set_label (GTK_LABEL (self->products_name), "");
    }
  else
    {
      gtk_label_set_label (GTK_LABEL (self->kernel_name), !has_kernels (self) ? ""
                                                          : s.flip            ? _ ("flipped")
                                                                              : _ ("× kernel"));
      gtk_label_set_label (GTK_LABEL (self->products_name),
                           has_kernels (self) ? _ ("= products") : _ ("under the window"));
    }
  gtk_label_set_label (GTK_LABEL (self->given_name), _ ("as given"));
}

void
rcp_walk_row_fill (RcpWalkRow *self)
{
  fill_plane (self);
  fill_kernel (self);
  rcp_walk_row_fill_products (self);
  fill_names (self);
}

/* Frames and marks */

static double
between (double from, double to, double slide)
{
  return from + slide * (to - from);
}

/* Where the window is, on its way from the position before. */
void
rcp_walk_row_place_frame (RcpWalkRow *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  const RcpWalkSettings *s = &walk->settings;
  int n = walk->output_size;
  int taken;
  gboolean done;
  int cell = rcp_walk_model_get_shown (self->model, &taken, &done);
  double slide = rcp_walk_model_get_slide (self->model);
  int before = slide < 1.0 && cell % (n * n) > 0 ? cell - 1 : cell;
  int reach = s->dilation * (s->kernel - 1) + 1;

  if (rcp_walk_row_place (self) < 0)
    {
      rcp_cell_view_set_frame (self->plane, 0, 0, 0, 0);
      return;
    }
  rcp_cell_view_set_frame (self->plane, s->stride * between (before % (n * n) / n, cell % (n * n) / n, slide),
                           s->stride * between (before % n, cell % n, slide), reach, reach);
}

static void
frame_tap (RcpCellView *view, int kernel, int tap)
{
  if (tap < 0)
    rcp_cell_view_set_frame (view, 0, 0, 0, 0);
  else
    rcp_cell_view_set_frame (view, tap / kernel, tap % kernel, 1, 1);
}

/* The tap that is being multiplied just now, in all three of a row's matrices. */
static void
show_tap (RcpWalkRow *self, const RcpWalk *walk, int cell, guint8 *inputs)
{
  RcpWalkTerm terms[RCP_WALK_MAX_TERMS];
  int current = rcp_walk_cells_current_term (self->model);
  int kernel = walk->settings.kernel;
  int taps = kernel * kernel;
  int tap = -1;

  if (current >= 0 && current / taps == rcp_walk_row_place (self))
    tap = current % taps;
  frame_tap (self->kernel, kernel, tap);
  frame_tap (self->given, kernel, tap < 0 ? -1 : taps - 1 - tap);
  frame_tap (self->products, kernel, tap);
  if (tap >= 0)
    {
      rcp_walk_terms (walk, cell, terms);
      inputs[(self->channel * walk->padded_size + terms[current].row) * walk->padded_size + terms[current].column] =
          TRUE;
    }
}

/* While something else is looked at, its partners are marked; a window with gaps shows its taps. */
static void
show_marks (RcpWalkRow *self, const RcpWalk *walk, gboolean partners, const guint8 *inputs, const guint8 *weights)
{
  int plane = walk->padded_size * walk->padded_size;
  int taps = walk->settings.kernel * walk->settings.kernel;
  int input = rcp_walk_row_place (self);

  rcp_cell_view_set_marks (self->plane, inputs + self->channel * plane);
  if (has_kernels (self) && input >= 0 && partners)
    weights += (rcp_walk_cells_shown_output (self->model) * walk->group_inputs + input) * taps;
  else
    weights = NULL;
  rcp_cell_view_set_marks (self->kernel, weights);
  if (weights != NULL)
    {
      guint8 turned[RCP_WALK_MAX_KERNEL * RCP_WALK_MAX_KERNEL];

      for (int i = 0; i < taps; i++)
        turned[i] = weights[taps - 1 - i];
      rcp_cell_view_set_marks (self->given, turned);
    }
  else
    rcp_cell_view_set_marks (self->given, NULL);
}

void
rcp_walk_row_point_out (RcpWalkRow *self, gboolean partners, guint8 *inputs, const guint8 *weights)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int taken;
  gboolean done;
  int cell = rcp_walk_model_get_shown (self->model, &taken, &done);

  if (partners)
    rcp_cell_view_set_frame (self->plane, 0, 0, 0, 0);
  else
    rcp_walk_row_place_frame (self);
  show_tap (self, walk, cell, inputs);
  show_marks (self, walk, partners, inputs, weights);
}

void
rcp_walk_row_clear (RcpWalkRow *self)
{
  RcpCellView *views[] = { self->plane, self->kernel, self->given, self->products };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      rcp_cell_view_set_frame (views[i], 0, 0, 0, 0);
      rcp_cell_view_set_marks (views[i], NULL);
    }
}

/* Layout */

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  GtkAllocation box = { x, y, MAX (1, width), MAX (1, height) };

  gtk_widget_size_allocate (child, &box, -1);
}

static int
allocate_view (RcpCellView *view, int x, int y)
{
  int width, height;

  rcp_cell_view_get_size (view, &width, &height);
  allocate (GTK_WIDGET (view), x, y, width, height);
  return height;
}

void
rcp_walk_row_allocate (RcpWalkRow *self, int top, int width)
{
  const RcpWalkLayout *layout = self->layout;
  RcpWalkSettings s = settings_of (self);
  int plane = rcp_walk_cells_padded_size (self->model) * layout->plane + 2 * RCP_CELL_FRAME;
  int kernel = s.kernel * layout->kernel + 2 * RCP_CELL_FRAME;
  int left = layout->stacked ? 0 : plane + RCP_WALK_GAP;
  int kernel_left = left;
  int y = top + layout->label;

  allocate (self->name, RCP_CELL_FRAME, top, plane, layout->label - 2);
  allocate_view (self->plane, 0, y);
  if (layout->stacked)
    {
      top = y + plane + RCP_WALK_ROW_GAP;
      y = top + layout->label;
    }
  if (has_kernels (self))
    left += kernel + RCP_WALK_GAP;
  allocate (self->kernel_name, kernel_left + RCP_CELL_FRAME, top,
            rcp_walk_row_place (self) < 0 ? width - kernel_left : kernel + RCP_WALK_GAP - 6, layout->label - 2);
  allocate (self->products_name, left + RCP_CELL_FRAME, top, width - left, layout->label - 2);
  allocate_view (self->products, left, y);
  y += allocate_view (self->kernel, kernel_left, y);
  allocate (self->given_name, kernel_left + RCP_CELL_FRAME, y + 4, kernel + RCP_WALK_GAP - 6, layout->label - 2);
  allocate_view (self->given, kernel_left, y + 4 + layout->label);
}

/* The views */

static RcpCellView *
add_view (GtkWidget *parent)
{
  GtkWidget *view = rcp_cell_view_new ();

  gtk_widget_set_parent (view, parent);
  return RCP_CELL_VIEW (view);
}

static GtkWidget *
add_label (GtkWidget *parent)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_parent (label, parent);
  return label;
}

void
rcp_walk_row_init (RcpWalkRow *self, GtkWidget *parent, RcpWalkModel *model, const RcpWalkLayout *layout, int channel)
{
  *self = (RcpWalkRow){ .model = model, .layout = layout, .channel = channel, .faded = -1 };
  /* in the order of the keyboard */
  self->name = add_label (parent);
  self->plane = add_view (parent);
  self->kernel_name = add_label (parent);
  self->kernel = add_view (parent);
  self->given_name = add_label (parent);
  self->given = add_view (parent);
  self->products_name = add_label (parent);
  self->products = add_view (parent);
}

void
rcp_walk_row_unparent (RcpWalkRow *self)
{
  GtkWidget *children[] = {
    self->name,       GTK_WIDGET (self->plane), self->kernel_name,   GTK_WIDGET (self->kernel),
    self->given_name, GTK_WIDGET (self->given), self->products_name, GTK_WIDGET (self->products)
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_unparent (children[i]);
}
