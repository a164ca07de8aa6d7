#include "way-back-words.h"

#include <glib/gi18n.h>

#include "trace-words.h"
#include "way-back-cells.h"

char *
rcp_way_back_words_weight (RcpNetworkModel *model, const RcpWayBack *way_back)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (way_back->network);
  const RcpLayer *layer = &architecture->layers[way_back->layer];
  RcpCell source = { way_back->layer - 1, way_back->source, 0, 0 };
  g_autofree char *place = NULL;

  if (way_back->is_bias)
    return layer->kind == RCP_LAYER_CONV2D
               ? g_strdup_printf (_ ("%s · filter %d · bias"), layer->name, way_back->filter)
               : g_strdup_printf (_ ("%s · unit %d · bias"), layer->name, way_back->filter);
  if (layer->kind == RCP_LAYER_CONV2D)
    return g_strdup_printf (_ ("%s · filter %d · input channel %d · row %d, column %d"), layer->name, way_back->filter,
                            way_back->source, way_back->tap[0], way_back->tap[1]);
  place = rcp_trace_words_place (model, rcp_trace_source_before_flatten (architecture, source));
  return g_strdup_printf (_ ("%s · unit %d · from %s"), layer->name, way_back->filter, place);
}

char *
rcp_way_back_words_place (RcpNetworkModel *model, const RcpWayBackPlace *place)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (rcp_network_model_get_network (model));
  RcpShape shape = rcp_cell_layer_shape (architecture, place->output.layer);

  if (shape.height * shape.width == 1)
    return rcp_trace_words_place (model, place->output);
  return g_strdup_printf (_ ("row %d, column %d"), place->output.row, place->output.column);
}

char *
rcp_way_back_words_formula (const RcpWayBackPlace *place)
{
  g_autofree char *gradient = rcp_trace_words_number ((double) place->output_gradient);
  g_autofree char *x = rcp_trace_words_number ((double) place->x);
  g_autofree char *product = rcp_trace_words_number ((double) place->product);

  return g_strdup_printf ("%s × %s = %s", gradient, x, product);
}

char *
rcp_way_back_words_map (const RcpWayBack *way_back)
{
  const RcpShape shape = rcp_network_get_architecture (way_back->network)->layers[way_back->layer].output;
  g_autofree char *most = rcp_trace_words_number (rcp_way_back_get_range (way_back));

  return g_strdup_printf (ngettext ("%d row of %d places, %u of them inside the picture, from −%s to %s",
                                    "%d rows of %d places, %u of them inside the picture, from −%s to %s",
                                    shape.height),
                          shape.height, shape.width, way_back->n_places, most, most);
}
