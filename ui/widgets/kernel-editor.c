#include "kernel-editor.h"

#include <glib/gi18n.h>
#include <math.h>

#include "kernel-cell.h"

#define SPACING 3
/* what seven columns have room for, and what one would look silly above */
#define ROOM 264
#define MOST_WIDTH 58
#define MOST_HEIGHT 42
#define LEAST_HEIGHT 26

struct _RcpKernelEditor
{
  AdwBin parent_instance;

  GtkGrid *grid;
  RcpKernel kernel;
  RcpKernelCell *cells[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
};

G_DEFINE_FINAL_TYPE (RcpKernelEditor, rcp_kernel_editor, ADW_TYPE_BIN)

enum
{
  KERNEL_CHANGED,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_weights (RcpKernelEditor *self)
{
  double largest = 0.0;

  for (int i = 0; i < self->kernel.height * self->kernel.width; i++)
    largest = MAX (largest, fabs (self->kernel.weights[i]));
  for (int i = 0; i < self->kernel.height * self->kernel.width; i++)
    rcp_kernel_cell_set_weight (self->cells[i], self->kernel.weights[i], largest);
}

static int
place_of (RcpKernelEditor *self, RcpKernelCell *cell)
{
  int place = 0;

  while (self->cells[place] != cell)
    place++;
  return place;
}

static void
on_weight_changed (RcpKernelEditor *self, double weight, RcpKernelCell *cell)
{
  self->kernel.weights[place_of (self, cell)] = weight;
  show_weights (self);
  g_signal_emit (self, signals[KERNEL_CHANGED], 0);
}

static void
on_move (RcpKernelEditor *self, int columns, int rows, RcpKernelCell *cell)
{
  int place = place_of (self, cell);
  int row = CLAMP (place / self->kernel.width + rows, 0, self->kernel.height - 1);
  int column = CLAMP (place % self->kernel.width + columns, 0, self->kernel.width - 1);

  rcp_kernel_cell_focus (self->cells[row * self->kernel.width + column]);
}

static void
on_problem (RcpKernelEditor *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
fill_grid (RcpKernelEditor *self)
{
  GtkWidget *child;
  int side = MAX (self->kernel.height, self->kernel.width);
  int width = MIN (MOST_WIDTH, ROOM / side - SPACING);
  int height = CLAMP (width, LEAST_HEIGHT, MOST_HEIGHT);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  for (int i = 0; i < self->kernel.height * self->kernel.width; i++)
    {
      int row = i / self->kernel.width, column = i % self->kernel.width;
      GtkWidget *cell = rcp_kernel_cell_new (row, column);

      self->cells[i] = RCP_KERNEL_CELL (cell);
      gtk_widget_set_size_request (cell, width, height);
      if (side > 4)
        gtk_widget_add_css_class (cell, "small");
      g_signal_connect_swapped (cell, "weight-changed", G_CALLBACK (on_weight_changed), self);
      g_signal_connect_swapped (cell, "move", G_CALLBACK (on_move), self);
      g_signal_connect_swapped (cell, "problem", G_CALLBACK (on_problem), self);
      gtk_grid_attach (self->grid, cell, column, row, 1, 1);
    }
}

static void
rcp_kernel_editor_class_init (RcpKernelEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[KERNEL_CHANGED] =
      g_signal_new ("kernel-changed", RCP_TYPE_KERNEL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", RCP_TYPE_KERNEL_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rcp_kernel_editor_init (RcpKernelEditor *self)
{
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, SPACING);
  gtk_grid_set_column_spacing (self->grid, SPACING);
  gtk_widget_set_halign (GTK_WIDGET (self->grid), GTK_ALIGN_START);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Weights"), -1);
}

void
rcp_kernel_editor_set_kernel (RcpKernelEditor *self, const RcpKernel *kernel)
{
  gboolean resized;

  g_return_if_fail (RCP_IS_KERNEL_EDITOR (self));
  g_return_if_fail (kernel != NULL);

  resized = kernel->height != self->kernel.height || kernel->width != self->kernel.width;
  self->kernel = *kernel;
  if (resized)
    fill_grid (self);
  show_weights (self);
}

const RcpKernel *
rcp_kernel_editor_get_kernel (RcpKernelEditor *self)
{
  g_return_val_if_fail (RCP_IS_KERNEL_EDITOR (self), NULL);
  return &self->kernel;
}
