#include "explain-picture.h"

RcpOverlay
rcp_explanation_overlay (const RcpExplanation *self, const guint8 *pixels, const float *values)
{
  RcpShape shape = rcp_network_get_architecture (self->network)->input;

  return (RcpOverlay){ .shape = shape,
                       .pixels = pixels,
                       .values = values,
                       .is_signed = rcp_explanation_is_signed (self),
                       .range = rcp_overlay_get_range (values, (gsize) shape.height * (gsize) shape.width) };
}

gboolean
rcp_explanation_save_picture (const RcpExplanation *self, const guint8 *pixels, const char *class_name,
                              const char *path, GError **error)
{
  g_autofree float *values = NULL;
  g_autofree char *title = NULL;
  RcpOverlay overlay;

  g_return_val_if_fail (self != NULL && pixels != NULL, FALSE);
  g_return_val_if_fail (class_name != NULL && path != NULL, FALSE);

  values = rcp_explanation_flatten (self);
  title = g_strdup_printf ("%s: %s", rcp_explain_method_title (self->method), class_name);
  overlay = rcp_explanation_overlay (self, pixels, values);
  return rcp_overlay_save_png (&overlay, title, path, error);
}
