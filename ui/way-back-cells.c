#include "way-back-cells.h"

#include <math.h>
#include <string.h>

double
rcp_way_back_get_range (const RcpWayBack *way_back)
{
  double most = 0.0;

  for (guint i = 0; i < way_back->n_places; i++)
    if (isfinite (way_back->places[i].product))
      most = MAX (most, fabs ((double) way_back->places[i].product));
  return most;
}

RcpGridCell *
rcp_way_back_cells_new (const RcpWayBack *way_back, const RcpPalette *palette)
{
  const RcpShape shape = rcp_network_get_architecture (way_back->network)->layers[way_back->layer].output;
  int n = shape.height * shape.width;
  double range = rcp_way_back_get_range (way_back);
  RcpGridCell *cells = g_new0 (RcpGridCell, n);

  for (int i = 0; i < n; i++)
    {
      cells[i].kind = RCP_CELL_PADDING;
      cells[i].fill = palette->padding;
    }
  for (guint i = 0; i < way_back->n_places; i++)
    {
      const RcpWayBackPlace *place = &way_back->places[i];
      RcpGridCell *cell = &cells[place->output.row * shape.width + place->output.column];

      cell->kind = RCP_CELL_PLAIN;
      cell->value = (double) place->product;
      cell->fill = rcp_colour_diverging (range > 0.0 ? cell->value / range : 0.0);
    }
  return cells;
}

const RcpWayBackPlace *
rcp_way_back_get_place_at (const RcpWayBack *way_back, int cell)
{
  int columns = rcp_network_get_architecture (way_back->network)->layers[way_back->layer].output.width;

  if (cell < 0)
    return NULL;
  for (guint i = 0; i < way_back->n_places; i++)
    if (way_back->places[i].output.row * columns + way_back->places[i].output.column == cell)
      return &way_back->places[i];
  return NULL;
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const RcpWayBackPlace *places = user_data;
  guint first = *(const guint *) a, second = *(const guint *) b;
  float p = fabsf (places[first].product), q = fabsf (places[second].product);

  if (p != q)
    return p > q ? -1 : 1;
  return first < second ? -1 : 1;
}

guint
rcp_way_back_get_largest (const RcpWayBack *way_back, guint n, guint *indices)
{
  g_autofree guint *order = g_new (guint, MAX (1, way_back->n_places));

  for (guint i = 0; i < way_back->n_places; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) way_back->n_places, sizeof *order, compare_places, way_back->places);
  n = MIN (n, way_back->n_places);
  memcpy (indices, order, n * sizeof *order);
  return n;
}
